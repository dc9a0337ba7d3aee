import * as z from 'zod/mini';
import type { MetadataMessage } from './message.ts';
import { jsonText, utf8Bytes } from './text.ts';

/** The body of an SQS message in the queue: messages of one channel, in order. */
export interface QueueBody {
  /** When the messages were queued, ms since the epoch. */
  queuedAt: number;
  messages: MetadataMessage[];
}

const VERSION = 1;
const schema = z.object({
  v: z.literal(VERSION),
  queuedAt: z.number(),
  messages: z
    .array(
      z.object({
        id: z.string().check(z.minLength(1)),
        payload: z.unknown(),
        key: z.optional(z.string()),
        expiresAt: z.number(),
      }),
    )
    .check(z.minLength(1)),
});

/** The text of one message in a body. */
export function messageBodyText({ id, payload, key, expiresAt }: MetadataMessage): string {
  return jsonText({ id, ...(key !== undefined && { key }), expiresAt, payload }) ?? '';
}

/** @param messageTexts from `messageBodyText` */
export function queueBodyText(queuedAt: number, messageTexts: readonly string[]): string {
  return `{"v":${VERSION},"queuedAt":${queuedAt},"messages":[${messageTexts.join(',')}]}`;
}

/** Size of a body without its messages and the commas between them. The time is the longest possible. */
export const BODY_OVERHEAD_BYTES = utf8Bytes(queueBodyText(8_640_000_000_000_000, []));

/** @returns the content of the body; or what is wrong with a body that another program wrote */
export function parseQueueBody(body: string): QueueBody | { malformed: string } {
  const value = parseJson(body);
  if (value === undefined) return { malformed: 'the body is not JSON' };
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { malformed: describe(parsed.error) };
  const { queuedAt, messages } = parsed.data;
  return { queuedAt, messages: messages as MetadataMessage[] };
}

/** @returns undefined for a text that is not JSON; no JSON text has the value undefined */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller reports it.
    return undefined;
  }
}

/** Only the path and zod's code: a message could quote the user's data. */
function describe(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') || 'body';
  return `${path}: ${issue?.code ?? 'invalid'}`;
}
