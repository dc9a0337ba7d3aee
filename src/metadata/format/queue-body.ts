import * as z from 'zod/mini';
import type { MetadataMessage } from './message.ts';
import { jsonText, utf8Bytes } from './text.ts';

/** The body of a message in the SQS queue: some messages of one channel, in order. */
export interface QueueBody {
  /** When they were queued, ms since the epoch. */
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

/** One message as it stands in a body. */
export function messageBodyText({ id, payload, key, expiresAt }: MetadataMessage): string {
  return jsonText({ id, ...(key !== undefined && { key }), expiresAt, payload }) ?? '';
}

/** The body that holds these `queuedText`s. */
export function queueBodyText(queuedAt: number, texts: readonly string[]): string {
  return `{"v":${VERSION},"queuedAt":${queuedAt},"messages":[${texts.join(',')}]}`;
}

/** Bytes of a body beside its messages and the commas between them. */
export const BODY_OVERHEAD_BYTES = utf8Bytes(queueBodyText(8_640_000_000_000_000, []));

/** @returns what the body holds; or, for a body that nobody here wrote, what is wrong with it */
export function parseQueueBody(body: string): QueueBody | { malformed: string } {
  const value = parse(body);
  if (value === undefined) return { malformed: 'the body is not JSON' };
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { malformed: describe(parsed.error) };
  const { queuedAt, messages } = parsed.data;
  return { queuedAt, messages: messages as MetadataMessage[] };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // What is not JSON is told apart from every JSON value by being undefined.
    return undefined;
  }
}

function describe(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') || 'body';
  return `${path}: ${issue?.code ?? 'wrong'}`;
}
