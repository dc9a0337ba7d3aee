import { ControlError } from '../errors.ts';
import type { Simulator } from '../types.ts';
import { Weather } from '../weather/weather.ts';
import type { World } from '../world.ts';
import {
  changeQuotas,
  readEncoder,
  readFaults,
  readIngest,
  readPolicies,
  readQuotaChange,
  readViewers,
} from './input.ts';

type Controls = Omit<Simulator, 'listener' | 'call' | 'reset' | 'close'>;

/** What no API of the service does: encoders, viewers, players, weather. */
export function controlsOf(current: () => World): Controls {
  return {
    connectEncoder: (request, wire) => current().streams.connect(readEncoder(request), wire),
    admitEncoder: (request) => current().streams.admit(readEncoder(request)),
    disconnectEncoder: (streamId) => current().streams.disconnect(streamId),
    describeEncoder: (streamId, ingest) => current().streams.describe(streamId, readIngest(ingest)),
    starveEncoder: (streamId, silentMs) => current().streams.starve(streamId, silentMs),
    recoverEncoder: (streamId) => current().streams.recover(streamId),
    failStream: (streamId, reason = 'Transcode capacity exceeded. Please try again.') =>
      current().streams.fail(streamId, reason),
    setViewers: (channelArn, count) => setViewers(current(), readViewers({ channelArn, count })),
    cues: (query = {}) => current().cues.find(query),
    setFaults(faults) {
      current().weather = new Weather(readFaults(faults));
    },
    setQuotas(change) {
      const world = current();
      world.quotas = changeQuotas(world.quotas, readQuotaChange(change));
      return structuredClone(world.quotas);
    },
    setPolicies(policies) {
      current().policies = readPolicies(policies);
    },
    report: () => current().log.report(),
  };
}

function setViewers(world: World, { channelArn, count }: { channelArn: string; count: number }) {
  const { state, viewers, announcer, quotas } = world;
  if (!state.channels.get(channelArn)) {
    throw new ControlError(404, `channelArn: there is no channel ${channelArn}`);
  }
  const { concurrentViewers: value } = quotas.resources;
  const wasOver = viewers.total > value;
  viewers.set(channelArn, count, world.now());
  if (wasOver || viewers.total <= value) return;
  const exceededBy = viewers.total - value;
  announcer.accountLimit('Concurrent Viewers', { value, exceededBy, unit: 'viewers' });
}
