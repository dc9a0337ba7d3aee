import * as z from 'zod/mini';
import { type AccountRegion, expectOwnChannel } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';

/**
 * A request to `explainChannels`: one channel, the plan for all channels, one channel's audit, one channel's
 * metadata, or the channels with an id or a name.
 */
export type ExplainRequest =
  | { kind: 'channel'; channelArn: string }
  | { kind: 'plan'; nextToken?: string }
  | { kind: 'audit'; channelArn: string; nextToken?: string }
  | { kind: 'metadata'; channelArn: string }
  | { kind: 'find'; text: string };

const arn = z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'));
/** The pattern of names in IVS's service model, without the empty name. */
const NAME = /^[a-zA-Z0-9_-]{1,128}$/;
const schema = z.strictObject({
  channelArn: z.optional(arn),
  plan: z.optional(z.literal(true)),
  audit: z.optional(arn),
  metadata: z.optional(arn),
  find: z.optional(z.string().check(z.regex(NAME, 'the id or the name of an IVS channel'))),
  nextToken: z.optional(z.string().check(z.minLength(1))),
});

/**
 * @param raw `{channelArn}`, `{plan: true, nextToken?}`, `{audit: <channel ARN>, nextToken?}`,
 *   `{metadata: <channel ARN>}` or `{find: <id or name>}`
 * @throws InputError that names the member which is missing, unknown or invalid, or which cannot be
 *   combined with another one
 */
export function readRequest(raw: unknown, accountRegion: AccountRegion): ExplainRequest {
  const { channelArn, plan, audit, metadata, find, nextToken } = checked(schema, raw, 'request');
  const page = nextToken === undefined ? {} : { nextToken };
  if (channelArn !== undefined) {
    expectAbsent({ plan, audit, metadata, find, nextToken }, 'channelArn');
    expectOwnChannel('channelArn', channelArn, accountRegion);
    return { kind: 'channel', channelArn };
  }
  if (audit !== undefined) {
    expectAbsent({ plan, metadata, find }, 'audit');
    expectOwnChannel('audit', audit, accountRegion);
    return { kind: 'audit', channelArn: audit, ...page };
  }
  if (metadata !== undefined) {
    expectAbsent({ plan, find, nextToken }, 'metadata');
    expectOwnChannel('metadata', metadata, accountRegion);
    return { kind: 'metadata', channelArn: metadata };
  }
  if (find !== undefined) {
    expectAbsent({ plan, nextToken }, 'find');
    return { kind: 'find', text: find };
  }
  if (plan) return { kind: 'plan', ...page };
  throw new InputError(
    'channelArn',
    'one of channelArn, plan, audit, metadata and find is required',
  );
}

function expectAbsent(members: Record<string, unknown>, other: string): void {
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) throw new InputError(name, `cannot be combined with ${other}`);
  }
}
