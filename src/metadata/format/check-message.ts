import * as z from 'zod/mini';
import { parseArn } from '../../ivs/arn.ts';
import { InputError, kindOf, quote } from '../../platform/errors.ts';
import { type EnvelopeMessage, envelopeMessage } from './envelope.ts';
import { readExpiry } from './expiry.ts';
import type { IdSource } from './ids.ts';
import { MAX_TTL_MS, type Rejection, type ValidMessage } from './message.ts';
import { payloadFault, placeText } from './payload-fault.ts';
import type { RequestFormat } from './request-format.ts';
import { sizeFault } from './size-fault.ts';
import { isStickyId } from './sticky-id.ts';
import { isWellFormed } from './text.ts';

/** What a message is checked against. Times are ms since the epoch. */
export interface MessageRules extends Pick<RequestFormat, 'mode' | 'maxBytes'> {
  /** When the caller made the request, not after `now`. `ttlSeconds` counts from this time. */
  askedAt: number;
  now: number;
  /** Channels must be in this region. Absent where the region is not known yet. */
  region?: string;
  /** Channels must be in this account. Absent where the account is not known. */
  account?: string;
  /** How long a message without `expiresAt` and `ttlSeconds` is valid, ms. */
  defaultTtlMs: number;
  newId: IdSource;
  /** Whether sticky messages are accepted. Only enqueueMetadata does: it stores their values. */
  sticky?: boolean;
}

const name = z.optional(z.string().check(z.minLength(1), z.maxLength(128), z.refine(isWellFormed)));
const NAME_EXPECTED = 'a string of 1 to 128 characters without lone surrogates';
const schema = z.strictObject({
  channelArn: z.string(),
  payload: z.unknown(),
  id: name,
  key: name,
  expiresAt: z.optional(z.union([z.string(), z.number()])),
  ttlSeconds: z.optional(z.number().check(z.positive(), z.maximum(MAX_TTL_MS / 1_000))),
  sticky: z.optional(z.boolean()),
});
type MessageInput = z.infer<typeof schema>;

const MEMBERS = Object.keys(schema.shape).join(', ');
const EXPECTED: Record<string, string> = {
  message: `an object with the members ${MEMBERS}`,
  channelArn: 'the ARN of a channel',
  payload: 'any JSON value',
  id: NAME_EXPECTED,
  key: NAME_EXPECTED,
  expiresAt: 'a time in ISO 8601 with a time zone, or in ms since the epoch',
  ttlSeconds: `a number over 0, up to ${MAX_TTL_MS / 1_000}`,
  sticky: 'true or false',
};

export type CheckedMessage = { message: ValidMessage } | { rejection: Rejection };

/**
 * Checks one element of `messages`.
 *
 * @param index its position in `messages`
 * @returns the message with its id, its expiry and its size; or a rejection with the first fault. The
 *   text of a rejection never quotes a value of a payload.
 */
export function checkMessage(raw: unknown, index: number, rules: MessageRules): CheckedMessage {
  try {
    return { message: readMessage(raw, index, rules) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { rejection: { index, field: error.field, message: error.message } };
  }
}

/** @throws InputError for the first fault */
function readMessage(raw: unknown, index: number, rules: MessageRules): ValidMessage {
  const input = readMembers(raw);
  const fault = channelFault(input.channelArn, rules);
  if (fault) throw fault;
  const { channelArn, payload, key, id = rules.newId(index) } = input;
  const { bytes } = checkPayload(id, payload, rules);
  const expiresAt = readExpiry(input, rules);
  checkSticky(input, rules);
  return {
    ...{ index, channelArn, id, payload, expiresAt, bytes },
    ...(key !== undefined && { key }),
    ...(input.sticky === true && { sticky: stickyEnd(input, expiresAt) }),
  };
}

/** `received` is text for the message, unlike the value that InputError itself would quote. */
const unexpected = (field: string, expected: string, received: string): InputError =>
  new InputError(field, `expected ${expected}, received ${received}`);

function readMembers(raw: unknown): MessageInput {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const member = quote(issue.keys[0]).slice(1, -1);
    throw new InputError(member, `unknown member; known members are ${MEMBERS}`);
  }
  const field = String(issue?.path[0] ?? 'message');
  const value = field === 'message' ? raw : (raw as Record<string, unknown>)[field];
  // A message holds the payload, and a wrong `sticky` may be one: only their type is quoted.
  const received = field === 'message' || field === 'sticky' ? typeName(value) : quote(value);
  throw unexpected(field, EXPECTED[field] ?? 'a valid value', received);
}

function typeName(value: unknown): string {
  const kind = kindOf(value) ?? 'undefined';
  if (kind === 'null' || kind === 'undefined') return kind;
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** @returns what is wrong with the ARN of a message's channel; undefined if nothing is */
export function channelFault(
  arn: string,
  { region, account }: Pick<MessageRules, 'region' | 'account'>,
): InputError | undefined {
  const parts = parseArn(arn);
  const isExpected =
    parts?.type === 'channel' &&
    (region === undefined || parts.region === region) &&
    (account === undefined || parts.account === account);
  if (isExpected) return undefined;
  const places = [...(region ? [region] : []), ...(account ? [`account ${account}`] : [])];
  const where = places.length === 0 ? '' : ` in ${places.join(' and ')}`;
  return unexpected('channelArn', `the ARN of a channel${where}`, quote(arn));
}

function checkPayload(id: string, payload: unknown, rules: MessageRules): EnvelopeMessage {
  if (payload === undefined) throw unexpected('payload', 'any JSON value', 'nothing');
  const changed = payloadFault(payload);
  if (changed) {
    const { expected, received, path } = changed;
    throw unexpected('payload', expected, `${received}${placeText(path)}`);
  }
  const message = envelopeMessage(id, payload);
  const fault = sizeFault(message, rules);
  if (fault) throw unexpected('payload', fault.expected, fault.received);
  return message;
}

function checkSticky({ id, key, sticky }: MessageInput, rules: MessageRules): void {
  if (id !== undefined && isStickyId(id)) {
    throw unexpected('id', 'another form (ids of this form are for sticky values)', quote(id));
  }
  if (sticky !== true) return;
  if (!rules.sticky) {
    throw new InputError('sticky', 'only enqueueMetadata accepts sticky messages');
  }
  if (key === undefined) throw unexpected('key', 'a key, because sticky is true', 'nothing');
}

/** A sticky value ends with its stream, or at the expiry that the caller gave. */
function stickyEnd({ expiresAt, ttlSeconds }: MessageInput, expiry: number): { until?: number } {
  return expiresAt === undefined && ttlSeconds === undefined ? {} : { until: expiry };
}
