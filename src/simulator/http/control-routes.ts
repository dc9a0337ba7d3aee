import { readViewers } from '../control/input.ts';
import { ControlError } from '../errors.ts';
import type { CueQuery, Simulator } from '../types.ts';

export type SimulatorMethods = Omit<Simulator, 'listener'>;

export interface ControlResponse {
  status: number;
  body: unknown;
}

interface ControlRoute {
  method: string;
  path: RegExp;
  /** As `GET /` shows it. */
  shown: string;
  run(
    simulator: SimulatorMethods,
    request: { streamId: string; body: unknown; query: URLSearchParams },
  ): ControlResponse;
}

const ok = (body: unknown): ControlResponse => ({ status: 200, body });

const ROUTES: ControlRoute[] = [
  {
    method: 'POST',
    path: /^\/_sim\/encoders$/,
    shown: '/_sim/encoders',
    run: (simulator, { body }) => ({
      status: 201,
      body: simulator.connectEncoder(body as Parameters<SimulatorMethods['connectEncoder']>[0]),
    }),
  },
  {
    method: 'DELETE',
    path: /^\/_sim\/encoders\/([^/]+)$/,
    shown: '/_sim/encoders/{streamId}',
    run: (simulator, { streamId }) => ok(simulator.disconnectEncoder(streamId)),
  },
  {
    method: 'POST',
    path: /^\/_sim\/encoders\/([^/]+)\/starve$/,
    shown: '/_sim/encoders/{streamId}/starve',
    run: (simulator, { streamId }) => ok(simulator.starveEncoder(streamId)),
  },
  {
    method: 'POST',
    path: /^\/_sim\/encoders\/([^/]+)\/recover$/,
    shown: '/_sim/encoders/{streamId}/recover',
    run: (simulator, { streamId }) => ok(simulator.recoverEncoder(streamId)),
  },
  {
    method: 'POST',
    path: /^\/_sim\/encoders\/([^/]+)\/fail$/,
    shown: '/_sim/encoders/{streamId}/fail',
    run: (simulator, { streamId, body }) => ok(simulator.failStream(streamId, reasonIn(body))),
  },
  {
    method: 'PUT',
    path: /^\/_sim\/viewers$/,
    shown: '/_sim/viewers',
    run(simulator, { body }) {
      const { channelArn, count } = readViewers(body);
      simulator.setViewers(channelArn, count);
      return ok({ channelArn, count });
    },
  },
  {
    method: 'GET',
    path: /^\/_sim\/cues$/,
    shown: '/_sim/cues',
    run: (simulator, { query }) => ok(simulator.cues(cueQuery(query))),
  },
  {
    method: 'PUT',
    path: /^\/_sim\/faults$/,
    shown: '/_sim/faults',
    run(simulator, { body }) {
      simulator.setFaults(body as object);
      return ok(body);
    },
  },
  {
    method: 'PUT',
    path: /^\/_sim\/quotas$/,
    shown: '/_sim/quotas',
    run: (simulator, { body }) => ok(simulator.setQuotas(body as object)),
  },
  {
    method: 'PUT',
    path: /^\/_sim\/policies$/,
    shown: '/_sim/policies',
    run(simulator, { body }) {
      simulator.setPolicies(body as Parameters<SimulatorMethods['setPolicies']>[0]);
      return ok(body);
    },
  },
  {
    method: 'GET',
    path: /^\/_sim\/report$/,
    shown: '/_sim/report',
    run: (simulator) => ok(simulator.report()),
  },
  {
    method: 'POST',
    path: /^\/_sim\/reset$/,
    shown: '/_sim/reset',
    run(simulator) {
      simulator.reset();
      return ok({});
    },
  },
];

/** The controls as `GET /` lists them. */
export const CONTROLS: string[] = ROUTES.map(({ method, shown }) => `${method} ${shown}`);

/** @throws ControlError with the status of the refusal */
export function handleControl(
  simulator: SimulatorMethods,
  method: string,
  url: URL,
  body: unknown,
): ControlResponse {
  const atPath = ROUTES.filter(({ path }) => path.test(url.pathname));
  const route = atPath.find((one) => one.method === method);
  if (!route && atPath.length > 0) {
    const methods = atPath.map((one) => one.method).join(', ');
    throw new ControlError(405, `${method} ${url.pathname}: there is only ${methods}`);
  }
  if (!route) throw new ControlError(404, `${url.pathname}: there are ${CONTROLS.join(', ')}`);
  const streamId = decodeURIComponent(route.path.exec(url.pathname)?.[1] ?? '');
  return route.run(simulator, { streamId, body, query: url.searchParams });
}

function reasonIn(body: unknown): string | undefined {
  const { reason } = (body ?? {}) as { reason?: unknown };
  if (reason === undefined || typeof reason === 'string') return reason;
  throw new ControlError(400, 'reason: expected a text');
}

function cueQuery(query: URLSearchParams): CueQuery {
  const unknown = [...query.keys()].find((name) => name !== 'channelArn' && name !== 'after');
  if (unknown !== undefined) throw new ControlError(400, `${unknown}: no such parameter`);
  const channelArn = query.get('channelArn') || undefined;
  const after = query.get('after') || undefined;
  if (after !== undefined && !Number.isFinite(Number(after))) {
    throw new ControlError(400, `after: expected a time in ms, received ${JSON.stringify(after)}`);
  }
  return {
    ...(channelArn !== undefined && { channelArn }),
    ...(after !== undefined && { after: Number(after) }),
  };
}
