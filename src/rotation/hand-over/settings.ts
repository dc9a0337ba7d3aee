import type { Environment } from '../../platform/settings.ts';
import { CHANNEL_ID, keySecrets, keySecretsKmsKeyId } from '../../settings/rotation.ts';
import { readText } from '../../settings/setting.ts';

/** Where the values of new stream keys are stored. */
export interface SecretSettings {
  /** The name of the secret, with `{channelId}` where the channel's id goes. */
  namePattern: string;
  /** A KMS key of this account; absent: the key of Secrets Manager. */
  kmsKeyId?: string;
}

/**
 * @returns undefined if values are stored nowhere
 * @throws SettingError that names the variable
 */
export function secretSettings(env: Environment): SecretSettings | undefined {
  const namePattern = readText(env, keySecrets);
  const kmsKeyId = readText(env, keySecretsKmsKeyId);
  if (namePattern === undefined) return undefined;
  return { namePattern, ...(kmsKeyId !== undefined && { kmsKeyId }) };
}

/** The name of the secret that holds the value of a channel's stream key. */
export function secretName({ namePattern }: SecretSettings, channelArn: string): string {
  return namePattern.replace(CHANNEL_ID, channelArn.split('/').at(-1) ?? '');
}
