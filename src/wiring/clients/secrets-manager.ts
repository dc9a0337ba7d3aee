import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

export const SECRETS_MANAGER_LIMITS: ClientLimits = { maxAttempts: 3, requestTimeoutMs: 3_000 };

/** Makes the client of Secrets Manager. Call this once per Lambda instance. */
export const secretsManagerClient = (): Aws['secretsManager'] =>
  new SecretsManagerClient(clientOptions(SECRETS_MANAGER_LIMITS));
