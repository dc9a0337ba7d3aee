import * as z from 'zod/mini';
import { type AccountRegion, expectOwnChannel } from '../ivs/accept.ts';
import { isChannelArn } from '../ivs/arn.ts';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';

/** What `explainChannels` can be asked: one channel, all of them, or what happened to one. */
export type ExplainRequest =
  | { kind: 'channel'; channelArn: string }
  | { kind: 'plan'; nextToken?: string }
  | { kind: 'audit'; channelArn: string; nextToken?: string };

const arn = z.string().check(z.refine(isChannelArn, 'the ARN of an IVS channel'));
const schema = z.strictObject({
  channelArn: z.optional(arn),
  plan: z.optional(z.literal(true)),
  audit: z.optional(arn),
  nextToken: z.optional(z.string().check(z.minLength(1))),
});

/** @throws InputError that names the field which is missing, unknown, of the wrong form or not to be combined */
export function readRequest(raw: unknown, accountRegion: AccountRegion): ExplainRequest {
  const { channelArn, plan, audit, nextToken } = checked(schema, raw, 'request');
  const page = nextToken === undefined ? {} : { nextToken };
  if (channelArn !== undefined) {
    refuse('plan', plan, 'channelArn');
    refuse('audit', audit, 'channelArn');
    refuse('nextToken', nextToken, 'channelArn');
    expectOwnChannel('channelArn', channelArn, accountRegion);
    return { kind: 'channel', channelArn };
  }
  if (audit !== undefined) {
    refuse('plan', plan, 'audit');
    expectOwnChannel('audit', audit, accountRegion);
    return { kind: 'audit', channelArn: audit, ...page };
  }
  if (plan) return { kind: 'plan', ...page };
  const expected = 'the ARN of an IVS channel, or plan: true, or audit: the ARN of one';
  throw new InputError('channelArn', expected, channelArn);
}

function refuse(field: string, value: unknown, other: string): void {
  if (value !== undefined) throw new InputError(field, `cannot be combined with ${other}`);
}
