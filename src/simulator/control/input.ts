import type * as z from 'zod/mini';
import { InputError } from '../../platform/errors.ts';
import { checked } from '../../platform/schema.ts';
import { ControlError } from '../errors.ts';
import {
  eventBridgeEventSchema,
  plantedChannelSchema,
  plantedSessionSchema,
} from '../history/schemas.ts';
import { policiesSchema } from '../permissions/policy.ts';
import type { SessionEndCode } from '../streams/event-names.ts';
import type { CueQuery } from '../types/cues.ts';
import type { EncoderRequest, Ingest } from '../types/encoders.ts';
import type { IvsEventBridgeEvent } from '../types/event.ts';
import type { ErrorFault, Faults } from '../types/faults.ts';
import type { PlantedChannel, PlantedSession } from '../types/planted.ts';
import type { Policies } from '../types/policies.ts';
import type { QuotaChange, Quotas } from '../types/quotas.ts';
import type { SessionQuery, StateQuery } from '../types/state.ts';
import {
  cueQuerySchema,
  encoderSchema,
  errorFaultSchema,
  faultsSchema,
  ingestSchema,
  quotasSchema,
  reasonSchema,
  sessionEndCodeSchema,
  sessionParametersSchema,
  sessionQuerySchema,
  stateQuerySchema,
  systemTagsSchema,
  viewersSchema,
} from './schemas.ts';

// Readers of what callers of `/_sim/` and of the simulator's methods pass. Each throws ControlError 400
// that names the member, what was expected and what was received.

export const readEncoder = (value: unknown): EncoderRequest => readInput(encoderSchema, value);
export const readIngest = (value: unknown): Ingest => readInput(ingestSchema, value, 'ingest');
export const readFaults = (value: unknown): Faults => readInput(faultsSchema, value);
export const readErrorFault = (value: unknown): ErrorFault => readInput(errorFaultSchema, value);
export const readQuotaChange = (value: unknown): QuotaChange => readInput(quotasSchema, value);
export const readPolicies = (value: unknown): Policies => readInput(policiesSchema, value);
export const readPlantedChannel = (value: unknown): PlantedChannel =>
  readInput(plantedChannelSchema, value);
export const readPlantedSession = (value: unknown): PlantedSession =>
  readInput(plantedSessionSchema, value);
export const readEventBridgeEvent = (value: unknown): IvsEventBridgeEvent =>
  readInput(eventBridgeEventSchema, value);
export const readViewers = (value: unknown): { channelArn: string; count: number } =>
  readInput(viewersSchema, value);

export const readSystemTags = (
  value: unknown,
): { resourceArn: string; tags: Record<string, string> } => readInput(systemTagsSchema, value);

/** @returns the member `reason` of a body; undefined for a body without it */
export function readReason(body: unknown): string | undefined {
  return readInput(reasonSchema, Object(body).reason, 'reason');
}

/** @param code why IVS ends a session; undefined if the encoder disconnects */
export const readSessionEndCode = (code: unknown): SessionEndCode | undefined =>
  readInput(sessionEndCodeSchema, code, 'code');

export const readStateQuery = (value: unknown): StateQuery =>
  readInput(stateQuerySchema, value, 'query');

export const readSessionQuery = (value: unknown): SessionQuery =>
  readInput(sessionQuerySchema, value, 'query');

/** Reads the query of `GET /_sim/channels`. */
export const readStateParameters = (query: URLSearchParams): StateQuery =>
  readStateQuery(givenParameters(query));

/** Reads the query of `GET /_sim/sessions`. */
export const readSessionParameters = (query: URLSearchParams): SessionQuery =>
  readInput(sessionParametersSchema, givenParameters(query), 'query');

/** An empty parameter counts as absent. */
const givenParameters = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...query].filter(([, value]) => value !== ''));

/** Reads the query of `GET /_sim/cues`. An empty parameter counts as absent. */
export function readCueQuery(query: URLSearchParams): CueQuery {
  const given = Object.fromEntries([...query.keys()].map((name) => [name, query.get(name)]));
  const { channelArn, after } = readInput<{ channelArn?: string; after?: string }>(
    cueQuerySchema,
    given,
    'query',
  );
  return { ...(channelArn && { channelArn }), ...(after && { after: Number(after) }) };
}

/**
 * @param root the name of the whole value in an error
 * @throws ControlError 400 that names the member, what was expected and what was received
 */
export function readInput<T>(schema: z.ZodMiniType, value: unknown, root = 'body'): T {
  try {
    return checked(schema, value, root) as T;
  } catch (error) {
    if (error instanceof InputError) throw new ControlError(400, error.message);
    throw error;
  }
}

/**
 * Checks options of the simulator.
 *
 * @throws TypeError that names the option that is wrong or unknown
 */
export function requireValidOptions(schema: z.ZodMiniType, options: unknown): void {
  try {
    checked(schema, options, 'options');
  } catch (error) {
    if (error instanceof InputError) throw new TypeError(`simulator option ${error.message}`);
    throw error;
  }
}

/** @returns `quotas` with the members of `change` in place of theirs */
export function changeQuotas(quotas: Quotas, change: QuotaChange): Quotas {
  return {
    ...quotas,
    ...change,
    callRates: { ...quotas.callRates, ...change.callRates },
    resources: { ...quotas.resources, ...change.resources },
  };
}
