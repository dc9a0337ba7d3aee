import type { IncomingMessage } from 'node:http';
import { urlOf } from '../../http/respond.ts';

/** The signer of a request, and the service that it is for. */
export interface Credential {
  accessKey: string;
  /** The signing name of the service: `ivs`, `dynamodb`, `sqs`, `events`, `lambda`, `secretsmanager`, `execute-api`. */
  service: string;
}

/**
 * Reads the credential scope of a SigV4 or SigV4a request, `<key>/<date>/<region>/<service>/aws4_request`,
 * from the Authorization header, or from X-Amz-Credential in a presigned URL. The signature is not verified.
 *
 * @returns undefined for an unsigned request
 */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  const header = /\bCredential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const text = header ?? presigned(request);
  const parts = text?.split('/') ?? [];
  const [accessKey] = parts;
  const service = parts.at(-2);
  if (!accessKey || !service || parts.at(-1) !== 'aws4_request') return undefined;
  return { accessKey, service };
}

function presigned(request: IncomingMessage): string | undefined {
  if (!request.url?.includes('X-Amz-Credential=')) return undefined;
  return urlOf(request).searchParams.get('X-Amz-Credential') ?? undefined;
}
