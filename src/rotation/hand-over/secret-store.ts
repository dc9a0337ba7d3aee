import { createHash } from 'node:crypto';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { StreamKeyValue } from '../../ivs/stream-key-value.ts';
import { errorName } from '../../platform/errors.ts';
import { httpTimeouts } from '../../platform/http-timeouts.ts';
import { type SecretSettings, secretName } from './settings.ts';

/** What an encoder needs to go live. */
export interface StreamKeySecret {
  channelArn: string;
  streamKeyArn: string;
  value: StreamKeyValue;
  /** The channel's ingest server, as BatchGetChannel has it. */
  ingestEndpoint: string;
}

/** Where new keys' values go. `secretsManager` keeps them in AWS Secrets Manager. */
export interface SecretStore {
  /**
   * Resolves when the secret's current version holds the key. The same key may be put again.
   *
   * @returns the secret's name
   * @throws SecretStoreError
   */
  put(secret: StreamKeySecret): Promise<string>;
  /** The name of a channel's secret. */
  nameOf(channelArn: string): string;
}

/** Tells of a failure by its name only: Secrets Manager's messages may quote what was sent. */
export class SecretStoreError extends Error {
  override readonly name = 'SecretStoreError';

  constructor(operation: string, name: string, reason: string) {
    super(`${operation} of the secret ${name} failed: ${reason}`);
  }
}

const REQUEST_TIMEOUT_MS = 3_000;

/**
 * Keeps stream keys in AWS Secrets Manager, as JSON `{channelArn, streamKeyArn, value, ingestEndpoint}`.
 * A version's token is made of the two ARNs, so however often a key is put, there is one version of it.
 */
export function secretsManager(
  settings: SecretSettings,
  client = new SecretsManagerClient({
    requestHandler: httpTimeouts(REQUEST_TIMEOUT_MS),
  }),
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
      // Somebody may have made it in the meantime.
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
 * How Secrets Manager says that there is no such secret. A role that may touch secrets by their ARN may be
 * refused instead: one that is not there yet has no ARN that could match.
 */
const MISSING: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
]);
const NONE: ReadonlySet<string> = new Set();

/** `exists`: the secret, or this version of it, is there already. `missing`: there may be no such secret. */
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
