import * as z from 'zod/mini';
import type { MetadataMessage } from './message.ts';
import { payloadFault } from './payload-fault.ts';
import { isWellFormed, jsonText, utf8Bytes } from './text.ts';

/** The body of an SQS message in the queue: messages of one channel, in order. */
export interface QueueBody {
  /** When the messages were queued, ms since the epoch. */
  queuedAt: number;
  messages: MetadataMessage[];
}

const VERSION = 1;
const wellFormed = z.refine<string>(isWellFormed, 'expected a string without lone surrogates');
const schema = z.object({
  v: z.literal(VERSION),
  queuedAt: z.number(),
  messages: z
    .array(
      z.object({
        id: z.string().check(z.minLength(1), wellFormed),
        payload: z.unknown(),
        key: z.optional(z.string().check(wellFormed)),
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
  const malformed = describePayloadFault(messages);
  return malformed === undefined
    ? { queuedAt, messages: messages as MetadataMessage[] }
    : { malformed };
}

/** The text does not name members of the payload: the dead-letter queue does not accept every character. */
function describePayloadFault(messages: readonly { payload?: unknown }[]): string | undefined {
  for (const [index, { payload }] of messages.entries()) {
    const fault = payloadFault(payload);
    if (!fault) continue;
    return `messages.${index}.payload: expected ${fault.expected}, received ${fault.received}`;
  }
  return undefined;
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

/** Only the path and zod's code, or a text of this file: zod's own texts could quote the user's data. */
function describe(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') || 'body';
  return `${path}: ${issue?.code === 'custom' ? issue.message : (issue?.code ?? 'invalid')}`;
}
