import * as z from 'zod/mini';
import { parseArn } from '../../ivs/arn.ts';
import { DETAIL_TYPES } from '../../ivs/events.ts';
import { members, nonEmptyString, wholeNumber } from '../control/schema-parts.ts';
import { ingestSchema } from '../control/schemas.ts';
import { problemsOf } from '../model/validate.ts';
import { MAX_EVENTS } from '../streams/stream-session.ts';
import type { IvsEventBridgeEvent } from '../types/event.ts';
import type { PlantedChannel, PlantedEvent, PlantedSession } from '../types/planted.ts';

type ShapeOf<T> = Record<keyof T, z.ZodMiniType>;

/** A member of a structure of the IVS API, with the constraints of the service model. */
const apiMember = (structure: string, name: string) =>
  z.unknown().check(({ value, issues }) => {
    const [problem] = problemsOf(structure, { [name]: value });
    if (problem === undefined) return;
    const message = `${name} of the IVS API (${problem})`;
    issues.push({ code: 'custom', input: value, message });
  });

const channelMember = (name: string) => z.optional(apiMember('CreateChannelRequest', name));

export const plantedChannelSchema = members({
  arn: nonEmptyString,
  name: channelMember('name'),
  type: channelMember('type'),
  latencyMode: channelMember('latencyMode'),
  tags: channelMember('tags'),
} satisfies ShapeOf<PlantedChannel>);

const time = wholeNumber(0);

const eventSchema = members({
  name: nonEmptyString,
  type: z.enum(DETAIL_TYPES),
  at: time,
  code: z.optional(nonEmptyString),
} satisfies ShapeOf<PlantedEvent>);

export const plantedSessionSchema = members({
  channelArn: nonEmptyString,
  streamId: apiMember('StreamSessionSummary', 'streamId'),
  createdAt: time,
  startedAt: z.optional(time),
  disconnectedAt: z.optional(time),
  endedAt: z.optional(time),
  hasErrorEvent: z.optional(z.boolean()),
  ingest: z.optional(ingestSchema),
  events: z.optional(z.array(eventSchema).check(z.maxLength(MAX_EVENTS))),
} satisfies ShapeOf<PlantedSession>);

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
const isChannelArn = (text: string): boolean => parseArn(text)?.type === 'channel';

/** An event in EventBridge's envelope. What `detail` holds is not checked: IVS may send more than is documented. */
export const eventBridgeEventSchema = members({
  version: z.literal('0'),
  id: nonEmptyString,
  'detail-type': nonEmptyString,
  source: z.literal('aws.ivs'),
  account: nonEmptyString,
  time: z.string().check(z.refine(isTime, 'an ISO 8601 time')),
  region: nonEmptyString,
  resources: z.array(z.string().check(z.refine(isChannelArn, 'the ARN of a channel'))),
  detail: z.record(z.string(), z.unknown()),
} satisfies ShapeOf<IvsEventBridgeEvent>);
