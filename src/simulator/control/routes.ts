import type { Simulator } from '../types/simulator.ts';
import {
  readCueQuery,
  readReason,
  readSessionEndCode,
  readSessionParameters,
  readStateParameters,
  readSystemTags,
  readViewers,
} from './input.ts';

/** The methods of a simulator that routes call. */
export type SimulatorMethods = Omit<Simulator, 'listener'>;

export interface ControlRequest {
  /** The `{streamId}` of the path; empty for a path without it. */
  streamId: string;
  /** The JSON body; undefined without a body. */
  body: unknown;
  query: URLSearchParams;
}

export interface ControlRoute {
  method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  path: string;
  /** HTTP status of a success. Default 200. */
  status?: number;
  /** @returns the body of the response */
  run(simulator: SimulatorMethods, request: ControlRequest): unknown;
}

/** The routes under `/_sim/`. docs/simulator.md describes each of them; a test compares both. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/_sim/encoders',
    status: 201,
    run: (simulator, { body }) =>
      simulator.connectEncoder(body as Parameters<SimulatorMethods['connectEncoder']>[0]),
  },
  {
    method: 'GET',
    path: '/_sim/encoders',
    run: (simulator) => simulator.encoders(),
  },
  {
    method: 'DELETE',
    path: '/_sim/encoders/{streamId}',
    run: (simulator, { streamId, query }) =>
      simulator.disconnectEncoder(streamId, readSessionEndCode(query.get('code') || undefined)),
  },
  {
    method: 'POST',
    path: '/_sim/encoders/{streamId}/starve',
    run: (simulator, { streamId }) => simulator.starveEncoder(streamId),
  },
  {
    method: 'POST',
    path: '/_sim/encoders/{streamId}/recover',
    run: (simulator, { streamId }) => simulator.recoverEncoder(streamId),
  },
  {
    method: 'POST',
    path: '/_sim/encoders/{streamId}/fail',
    run: (simulator, { streamId, body }) => simulator.failStream(streamId, readReason(body)),
  },
  {
    method: 'PUT',
    path: '/_sim/viewers',
    run(simulator, { body }) {
      const { channelArn, count } = readViewers(body);
      simulator.setViewers(channelArn, count);
      return { channelArn, count };
    },
  },
  {
    method: 'PUT',
    path: '/_sim/system-tags',
    run(simulator, { body }) {
      const { resourceArn, tags } = readSystemTags(body);
      simulator.setSystemTags(resourceArn, tags);
      return { resourceArn, tags };
    },
  },
  {
    method: 'GET',
    path: '/_sim/cues',
    run: (simulator, { query }) => simulator.cues(readCueQuery(query)),
  },
  {
    method: 'GET',
    path: '/_sim/channels',
    run: (simulator, { query }) => simulator.channels(readStateParameters(query)),
  },
  {
    method: 'GET',
    path: '/_sim/sessions',
    run: (simulator, { query }) => simulator.sessions(readSessionParameters(query)),
  },
  {
    method: 'PUT',
    path: '/_sim/channels',
    run: (simulator, { body }) =>
      simulator.plantChannel(body as Parameters<SimulatorMethods['plantChannel']>[0]),
  },
  {
    method: 'PUT',
    path: '/_sim/sessions',
    run: (simulator, { body }) =>
      simulator.plantSession(body as Parameters<SimulatorMethods['plantSession']>[0]),
  },
  {
    method: 'POST',
    path: '/_sim/events',
    status: 202,
    run(simulator, { body }) {
      simulator.deliverEvent(body as Parameters<SimulatorMethods['deliverEvent']>[0]);
      return {};
    },
  },
  {
    method: 'PUT',
    path: '/_sim/faults',
    run(simulator, { body }) {
      simulator.setFaults(body as object);
      return body;
    },
  },
  {
    method: 'POST',
    path: '/_sim/faults',
    run: (simulator, { body }) =>
      simulator.addErrorFault(body as Parameters<SimulatorMethods['addErrorFault']>[0]),
  },
  {
    method: 'GET',
    path: '/_sim/faults',
    run: (simulator) => simulator.faults(),
  },
  {
    method: 'PUT',
    path: '/_sim/quotas',
    run: (simulator, { body }) => simulator.setQuotas(body as object),
  },
  {
    method: 'PUT',
    path: '/_sim/policies',
    run(simulator, { body }) {
      simulator.setPolicies(body as Parameters<SimulatorMethods['setPolicies']>[0]);
      return body;
    },
  },
  {
    method: 'GET',
    path: '/_sim/report',
    run: (simulator) => simulator.report(),
  },
  {
    method: 'POST',
    path: '/_sim/reset',
    run(simulator) {
      simulator.reset();
      return {};
    },
  },
];
