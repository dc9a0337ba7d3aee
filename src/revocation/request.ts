import * as z from 'zod/mini';
import { type AccountRegion, expectOwnChannel } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { checked } from '../platform/schema.ts';

/** An operator's request to revoke a channel's stream key. */
export interface RevocationRequest {
  channelArn: string;
  /** Chosen by the caller. A second request with the same id continues that revocation. */
  revocationId?: string | undefined;
  /** Whether the key may be revoked even if the channel or the key is protected. */
  protected?: boolean | undefined;
}

const schema = z.strictObject({
  channelArn: z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel')),
  revocationId: z.optional(
    z.string().check(z.refine((id) => /^[\w-]{1,64}$/.test(id), '1 to 64 letters, digits, _ or -')),
  ),
  protected: z.optional(z.boolean()),
});

/**
 * Reads a request.
 *
 * @returns undefined for the schedule's event and for `{}`, which ask for a pass over all open revocations
 * @throws InputError that names the wrong field
 */
export function readRequest(
  raw: unknown,
  accountRegion: AccountRegion,
): RevocationRequest | undefined {
  const { source } = Object(raw) as { source?: unknown };
  if (source === 'aws.events' || JSON.stringify(raw) === '{}') return undefined;
  const request = checked(schema, raw, 'request');
  expectOwnChannel('channelArn', request.channelArn, accountRegion);
  return request;
}
