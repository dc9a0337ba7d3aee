import { createControls } from './control/create-controls.ts';
import { handleRequest } from './handle-request.ts';
import { createListener } from './http/listener.ts';
import { resolveOptions, type Settings } from './options.ts';
import { createIds, createService } from './simulated-service.ts';
import type { Ids } from './state/ids.ts';
import type { SimulatorOptions } from './types/options.ts';
import type { Simulator } from './types/simulator.ts';

/**
 * Creates a simulator in this process, without a server.
 *
 * @throws TypeError that names the option that is wrong or unknown
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const settings = resolveOptions(options);
  return assembleSimulator(settings, createIds(settings));
}

/** @param ids makes the ids of everything that the simulator creates */
export function assembleSimulator(settings: Settings, ids: Ids): Simulator {
  let service = createService(settings, ids);
  const current = () => service;
  const closeService = (): void => {
    service.streams.closeAllConnections();
    service.timers.cancelAll();
    service.playback.close();
    service.recordings.close();
  };
  const simulator: Omit<Simulator, 'listener'> = {
    ...createControls(current),
    async call<T extends object>(operation: string, input: object = {}, options = {}) {
      return (await handleRequest(service, operation, input, options)) as T;
    },
    reset() {
      closeService();
      service = createService(settings, ids);
    },
    close() {
      closeService();
    },
  };
  return { ...simulator, listener: createListener(simulator, current) };
}
