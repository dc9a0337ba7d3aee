import { eventBridgeBus } from '../platform/bus.ts';
import { type Environment, textSetting } from '../platform/settings.ts';
import type { HandOverDeps } from '../rotation/hand-over/hand-over.ts';
import { secretsManager } from '../rotation/hand-over/secret-store.ts';
import { secretSettings } from '../rotation/hand-over/settings.ts';

/**
 * What new keys are handed over with; made once per Lambda instance.
 *
 * @throws SettingError that names the variable
 */
export function openHandOver(env: Environment): Omit<HandOverDeps, 'ivs'> {
  const settings = secretSettings(env);
  const bus = eventBridgeBus(textSetting(env, 'BUS_NAME'));
  return { bus, ...(settings && { secrets: secretsManager(settings) }) };
}
