import { SettingError } from '../../platform/errors.ts';
import type { Environment } from '../../platform/settings.ts';

/** Where new keys' values are put, for those who need them. */
export interface SecretSettings {
  /** The secret's name, with `{channelId}` where the channel's id goes. */
  namePattern: string;
  /** A KMS key of the account's own; without it, Secrets Manager's. */
  kmsKeyId?: string;
}

const CHANNEL_ID = '{channelId}';
/** Secrets Manager's own: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[A-Za-z0-9/_+=.@-]+$/;
/** 512 characters are the most for a name; an IVS id takes 12. */
const LONGEST_PATTERN = 500;

/**
 * @returns undefined if values are not to be put anywhere
 * @throws SettingError that names the variable
 */
export function secretSettings(env: Environment): SecretSettings | undefined {
  const namePattern = env.KEY_SECRETS || undefined;
  const kmsKeyId = env.KEY_SECRETS_KMS_KEY_ID || undefined;
  if (namePattern === undefined) return undefined;
  const fits =
    namePattern.length <= LONGEST_PATTERN &&
    namePattern.split(CHANNEL_ID).length === 2 &&
    NAME.test(namePattern.replace(CHANNEL_ID, ''));
  if (!fits) {
    const expected = `the name of a secret with ${CHANNEL_ID} in it once, and something beside it (letters, digits and /_+=.@-), or nothing`;
    throw new SettingError('KEY_SECRETS', expected, namePattern);
  }
  return { namePattern, ...(kmsKeyId !== undefined && { kmsKeyId }) };
}

/** The name of the secret with the value of a channel's stream key. */
export function secretName({ namePattern }: SecretSettings, channelArn: string): string {
  return namePattern.replace(CHANNEL_ID, channelArn.split('/').at(-1) ?? '');
}
