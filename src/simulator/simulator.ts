import { controlsOf } from './control/controls.ts';
import { createListener } from './http/listener.ts';
import { resolveOptions } from './options.ts';
import { answer } from './service.ts';
import type { Simulator, SimulatorOptions } from './types.ts';
import { createIds, createWorld } from './world.ts';

/**
 * The IVS service in this process.
 *
 * @throws TypeError that names an option which is wrong or unknown
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const settings = resolveOptions(options);
  const ids = createIds(settings);
  let world = createWorld(settings, ids);
  const current = () => world;
  const simulator: Omit<Simulator, 'listener'> = {
    ...controlsOf(current),
    async call<T extends object>(operation: string, input: object = {}, options = {}) {
      return JSON.parse(await answer(world, operation, input, options)) as T;
    },
    reset() {
      world.streams.hangUp();
      world.timers.cancelAll();
      world = createWorld(settings, ids);
    },
    close() {
      world.streams.hangUp();
      world.timers.cancelAll();
    },
  };
  return { ...simulator, listener: createListener(simulator, current) };
}
