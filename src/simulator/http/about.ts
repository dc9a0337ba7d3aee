import { model } from '../model/model.ts';
import { operations } from '../operations/index.ts';
import type { SimulatedService } from '../simulated-service.ts';
import { CONTROLS } from './control-api.ts';

/** The body of `GET /`: what the simulator is, its settings and the numbers of its resources. */
export function about({ settings, resources, sessions, quotas, faults }: SimulatedService): object {
  return {
    name: 'Amazon IVS simulator',
    service: 'ivs',
    apiVersion: model.metadata.apiVersion,
    account: settings.account,
    region: settings.region,
    seed: settings.seed,
    has: {
      channels: resources.channels.size,
      streamKeys: resources.streamKeys.size,
      streams: sessions.activeCount,
      playbackKeyPairs: resources.playbackKeys.size,
      recordingConfigurations: resources.recordingConfigurations.size,
      playbackRestrictionPolicies: resources.playbackRestrictionPolicies.size,
      adConfigurations: resources.adConfigurations.size,
    },
    enforcesCallRates: quotas.enforce,
    faults: faults.faults,
    operations: [...operations.keys()].sort(),
    controls: CONTROLS,
  };
}
