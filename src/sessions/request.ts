import * as z from 'zod/mini';
import { expectArnOf, expectStreamId, type Home } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import type { SessionId } from './summary.ts';

/** What `getSessions` can be asked: one session, a channel's sessions, or what is live now. */
export type SessionRequest =
  | { kind: 'one'; id: SessionId }
  | { kind: 'channel'; channelArn: string; nextToken?: string }
  | { kind: 'live'; nextToken?: string };

const text = z.string().check(z.minLength(1));
const schema = z.strictObject({
  channelArn: z.optional(z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'))),
  streamId: z.optional(text),
  live: z.optional(z.literal(true)),
  nextToken: z.optional(text),
});

/** @throws InputError that names the field which is missing, unknown, of the wrong form or not to be combined */
export function readRequest(raw: unknown, home: Home): SessionRequest {
  const { channelArn, streamId, live, nextToken } = checked(schema, raw, 'request');
  if (channelArn !== undefined) expectArnOf('channelArn', channelArn, home);
  const page = nextToken === undefined ? {} : { nextToken };
  if (live) {
    refuse('channelArn', channelArn, 'beside live');
    refuse('streamId', streamId, 'beside live');
    return { kind: 'live', ...page };
  }
  if (channelArn === undefined)
    throw new InputError('channelArn', 'the ARN of an IVS channel, or live: true', channelArn);
  if (streamId === undefined) return { kind: 'channel', channelArn, ...page };
  expectStreamId('streamId', streamId);
  refuse('nextToken', nextToken, 'beside streamId');
  return { kind: 'one', id: { channelArn, streamId } };
}

function refuse(field: string, value: unknown, beside: string): void {
  if (value !== undefined) throw new InputError(field, `nothing ${beside}`, value);
}
