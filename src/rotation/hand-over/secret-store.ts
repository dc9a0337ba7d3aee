import { createHash } from 'node:crypto';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { StreamKeyValue } from '../../ivs/stream-key-value.ts';
import { errorName } from '../../platform/errors.ts';
import { type SecretSettings, secretName } from './settings.ts';

/** What an encoder needs to go live. */
export interface StreamKeySecret {
  channelArn: string;
  streamKeyArn: string;
  value: StreamKeyValue;
  /** The host name of the channel's ingest server, from BatchGetChannel. */
  ingestEndpoint: string;
}

/** Where the values of new keys are stored. `secretsManager` stores them in AWS Secrets Manager. */
export interface SecretStore {
  /**
   * Resolves when the current version of the secret holds the key. The same key may be put again.
   *
   * @returns the secret's name
   * @throws SecretStoreError
   */
  put(secret: StreamKeySecret): Promise<string>;
  /** The name of the secret of a channel. */
  nameOf(channelArn: string): string;
}

/**
 * A request to the secret store failed. The message has only the name of the service's error, because
 * the messages of Secrets Manager may quote what was sent.
 */
export class SecretStoreError extends Error {
  static override readonly name = 'SecretStoreError';
  override readonly name = 'SecretStoreError';

  constructor(operation: string, secret: string, reason: string) {
    super(`${operation} of the secret ${secret} failed: ${reason}`);
  }
}

/**
 * Stores stream keys in AWS Secrets Manager, as JSON `{channelArn, streamKeyArn, value, ingestEndpoint}`.
 * The token of a version is made of the two ARNs, so a key that is put several times has one version.
 */
export function secretsManager(
  settings: SecretSettings,
  client: Pick<SecretsManagerClient, 'send'>,
): SecretStore {
  const nameOf = (channelArn: string) => secretName(settings, channelArn);
  const update = (secret: StreamKeySecret, missing: ReadonlySet<string>) => {
    const SecretId = nameOf(secret.channelArn);
    const command = new PutSecretValueCommand({ SecretId, ...versionOf(secret) });
    return outcomeOf('PutSecretValue', SecretId, () => client.send(command), missing);
  };
  const create = (secret: StreamKeySecret) => {
    const Name = nameOf(secret.channelArn);
    const command = new CreateSecretCommand({
      ...{ Name, ...versionOf(secret), KmsKeyId: settings.kmsKeyId },
      Description: `Stream key of ${secret.channelArn}, kept by ivs-autopilot`,
    });
    return outcomeOf('CreateSecret', Name, () => client.send(command));
  };
  return {
    nameOf,
    async put(secret) {
      const name = nameOf(secret.channelArn);
      if ((await update(secret, MISSING)) !== 'missing') return name;
      // Somebody else may have created the secret in the meantime.
      if ((await create(secret)) === 'exists') await update(secret, NONE);
      return name;
    },
  };
}

function versionOf({ channelArn, streamKeyArn, value, ingestEndpoint }: StreamKeySecret) {
  const SecretString = JSON.stringify({
    ...{ channelArn, streamKeyArn },
    ...{ value: value.reveal(), ingestEndpoint },
  });
  const ClientRequestToken = createHash('sha256')
    .update(`${channelArn} ${streamKeyArn}`)
    .digest('hex');
  return { SecretString, ClientRequestToken };
}

/**
 * The errors of Secrets Manager that mean that the secret may not exist. AccessDeniedException is one of
 * them: a role that is limited to the ARNs of secrets is refused if there is no secret with such an ARN.
 */
const MISSING: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
]);
const NONE: ReadonlySet<string> = new Set();

/**
 * @returns `exists` if the secret, or this version of it, exists already; `missing` if the secret may not
 *   exist
 * @throws SecretStoreError for every other failure
 */
async function outcomeOf(
  operation: string,
  name: string,
  send: () => Promise<unknown>,
  missing = NONE,
): Promise<'done' | 'exists' | 'missing'> {
  try {
    await send();
    return 'done';
  } catch (error) {
    const reason = errorName(error);
    if (reason === 'ResourceExistsException') return 'exists';
    if (missing.has(reason)) return 'missing';
    throw new SecretStoreError(operation, name, reason);
  }
}
