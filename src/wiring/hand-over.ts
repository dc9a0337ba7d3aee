import type { Environment } from '../platform/settings.ts';
import type { HandOverDeps } from '../rotation/hand-over/hand-over.ts';
import { secretsManager } from '../rotation/hand-over/secret-store.ts';
import { secretSettings } from '../rotation/hand-over/settings.ts';
import type { Aws } from './aws.ts';
import { stageBus } from './stage.ts';

/**
 * Makes what the hand-over of a new stream key needs: the event bus, and the secret store if one is set.
 * Call this once per Lambda instance.
 *
 * @throws SettingError that names the environment variable
 */
export function openHandOver(
  env: Environment,
  aws: Pick<Aws, 'eventBridge' | 'secretsManager'>,
): Omit<HandOverDeps, 'ivs'> {
  const settings = secretSettings(env);
  const secrets = settings && secretsManager(settings, aws.secretsManager);
  return { bus: stageBus(env, aws), ...(secrets && { secrets }) };
}
