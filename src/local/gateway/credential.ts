import type { IncomingMessage } from 'node:http';
import { urlOf } from '../http.ts';

/** Who signed a request, and for which service. */
export interface Credential {
  accessKey: string;
  /** The service's signing name: `ivs`, `dynamodb`, `sqs`, `events`, `lambda`, `secretsmanager`, `execute-api`. */
  service: string;
}

/**
 * Reads the credential scope of a SigV4 (or SigV4a) request, `<key>/<date>/<region>/<service>/aws4_request`,
 * from the Authorization header or, for a presigned URL, from X-Amz-Credential. Nothing is verified.
 *
 * @returns undefined for a request that is not signed
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
