import * as z from 'zod/mini';
import { parseArn } from '../../ivs/arn.ts';
import { quote } from '../../platform/errors.ts';
import { type EnvelopeMessage, envelopeMessage } from './envelope.ts';
import type { IdSource } from './ids.ts';
import { MAX_TTL_MS, type Rejection, type ValidMessage } from './message.ts';
import { sizeFault } from './packing.ts';
import type { RequestFormat } from './request-format.ts';
import { isStickyId } from './sticky-id.ts';

/** What a message is checked against. Times in ms since the epoch. */
export interface MessageRules extends Pick<RequestFormat, 'mode' | 'maxBytes'> {
  /** When the caller asked, not after `now`: what `ttlSeconds` counts from. */
  askedAt: number;
  now: number;
  region: string;
  /** Absent where the function's account is not known. */
  account?: string;
  defaultTtlMs: number;
  newId: IdSource;
  /** Whether sticky messages are taken: only where their values are kept. */
  sticky?: boolean;
}

const name = z.optional(z.string().check(z.minLength(1), z.maxLength(128)));
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
  message: `an object of ${MEMBERS}`,
  channelArn: 'the ARN of a channel',
  payload: 'any JSON',
  id: 'a string of 1 to 128 characters',
  key: 'a string of 1 to 128 characters',
  expiresAt: 'a time in ISO 8601 with its zone, or in ms since the epoch',
  ttlSeconds: `a number of seconds over 0, up to ${MAX_TTL_MS / 1_000}`,
  sticky: 'true or false',
};
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

export type CheckedMessage = { message: ValidMessage } | { rejection: Rejection };

/**
 * Checks one element of `messages`.
 *
 * @returns the message with its id, its expiry and its size; or the first thing that is wrong with
 *   it, in words that hold no payload
 */
export function checkMessage(raw: unknown, index: number, terms: MessageRules): CheckedMessage {
  const reject = (field: string, expected: string, got: string): CheckedMessage => ({
    rejection: { index, field, message: `${field}: expected ${expected}, received ${got}` },
  });
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return reject(...formFault(raw, parsed.error));
  const given = parsed.data;
  const fault = channelFault(given.channelArn, terms);
  if (fault) return reject('channelArn', fault, quote(given.channelArn));
  const { channelArn, id = terms.newId(index), key } = given;
  const enclosed = toEnclosed(id, given.payload);
  if (typeof enclosed === 'string') return reject('payload', 'any JSON', enclosed);
  const wrong = sizeFault(enclosed, terms);
  if (wrong) return reject('payload', wrong.expected, wrong.received);
  const expiry = readExpiry(given, terms);
  if (typeof expiry !== 'number') return reject(...expiry);
  const stickyFault = faultOfSticky(given, terms);
  if (stickyFault) return reject(...stickyFault);
  const message = { index, channelArn, id, payload: given.payload, expiresAt: expiry };
  return {
    message: {
      ...{ ...message, bytes: enclosed.bytes },
      ...(key !== undefined && { key }),
      ...(given.sticky === true && { sticky: stickyUntil(given, expiry) }),
    },
  };
}

type Fault = [field: string, expected: string, got: string];

function faultOfSticky({ id, key, sticky }: MessageInput, terms: MessageRules): Fault | undefined {
  if (id !== undefined && isStickyId(id)) {
    return ['id', 'another form: ids of sticky values have this one', quote(id)];
  }
  if (sticky !== true) return undefined;
  if (!terms.sticky) return ['sticky', 'nothing: only enqueueMetadata keeps sticky values', 'true'];
  return key === undefined ? ['key', 'a key, as the message is sticky', 'nothing'] : undefined;
}

/** A sticky value ends with its stream, or before, if its message says when. */
function stickyUntil({ expiresAt, ttlSeconds }: MessageInput, expiry: number): { until?: number } {
  return expiresAt === undefined && ttlSeconds === undefined ? {} : { until: expiry };
}

function formFault(raw: unknown, error: z.core.$ZodError): Fault {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    return [quote(issue.keys[0]).slice(1, -1), `only ${MEMBERS}`, 'a member that is not known'];
  }
  const field = String(issue?.path[0] ?? 'message');
  if (field === 'message') return [field, EXPECTED[field] ?? '', kindOf(raw)];
  const value = (raw as Record<string, unknown>)[field];
  return [field, EXPECTED[field] ?? '', field === 'sticky' ? kindOf(value) : quote(value)];
}

/** Of a thing that may hold a payload, only the kind is told. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function channelFault(arn: string, { region, account }: MessageRules): string | undefined {
  const parts = parseArn(arn);
  const right =
    parts?.type === 'channel' &&
    parts.region === region &&
    (account === undefined || parts.account === account);
  if (right) return undefined;
  const where = account === undefined ? `in ${region}` : `in ${region} and account ${account}`;
  return `the ARN of a channel ${where}`;
}

/** @returns the message as it will stand in an envelope; or what its payload is, if it is no JSON */
function toEnclosed(id: string, payload: unknown): EnvelopeMessage | string {
  if (payload === undefined) return 'nothing';
  try {
    return envelopeMessage(id, payload);
  } catch (error) {
    if (error instanceof RangeError) return 'one that is nested too deeply';
    throw error;
  }
}

function readExpiry({ expiresAt, ttlSeconds }: MessageInput, terms: MessageRules): number | Fault {
  const { askedAt, now, defaultTtlMs } = terms;
  if (expiresAt !== undefined && ttlSeconds !== undefined) {
    return ['expiresAt', 'no ttlSeconds beside it', 'both'];
  }
  if (ttlSeconds !== undefined) {
    const at = askedAt + Math.ceil(ttlSeconds * 1_000);
    return at > now ? at : ['ttlSeconds', 'a time that is not over yet', isoOrNumber(at)];
  }
  if (expiresAt === undefined) return now + defaultTtlMs;
  const at = timeOf(expiresAt);
  if (Number.isNaN(at)) return ['expiresAt', EXPECTED.expiresAt ?? '', quote(expiresAt)];
  if (at > now && at <= now + MAX_TTL_MS) return at;
  const expected = `a time from now to ${MAX_TTL_MS / 3_600_000} hours ahead`;
  return ['expiresAt', expected, isoOrNumber(at)];
}

const timeOf = (time: string | number): number => {
  if (typeof time === 'number') return time;
  return ISO_TIME.test(time) ? Date.parse(time) : Number.NaN;
};

const isoOrNumber = (ms: number): string =>
  Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
