import * as z from 'zod/mini';
import { type AccountRegion, expectOwnChannel } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { checked } from '../platform/schema.ts';

/** An operator's word: revoke this channel's stream key. */
export interface RevocationRequest {
  channelArn: string;
  /** Chosen by who asks: asking again with it goes on with that revocation, and begins no second one. */
  revocationId?: string | undefined;
  /** A protected channel is meant, too. */
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
 * @returns undefined for the schedule's event and for `{}`: a pass over what is open
 * @throws InputError that names the field which is wrong
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
