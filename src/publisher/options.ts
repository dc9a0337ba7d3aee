import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { MAX_TTL_MS } from '../metadata/format/message.ts';
import { checked } from '../platform/schema.ts';
import type { PublisherOptions } from './types.ts';

const TEN_MINUTES_MS = 600_000;
/** SQS ignores a repeated deduplication id for 5 minutes. All attempts must be within that time. */
const MAX_RETRY_MS = 240_000;

const between = (min: number, max: number, fallback: number) =>
  z._default(z.number().check(z.minimum(min), z.maximum(max)), fallback);
const text = z.string().check(z.minLength(1));
const schema = z.strictObject({
  queue: text,
  lingerMs: between(0, 60_000, 50),
  maxBufferedBytes: between(1, Number.MAX_SAFE_INTEGER, 16 * 1_024 * 1_024),
  retryMs: between(0, MAX_RETRY_MS, 60_000),
  region: z.optional(text),
  client: z.optional(
    z.custom<SQSClient>((value) => typeof value?.send === 'function', 'an SQSClient'),
  ),
  table: z.optional(text),
  mode: z._default(z.enum(['envelope', 'plain']), 'envelope'),
  compression: z._default(z.enum(['off', 'deflate']), 'off'),
  maxBytes: between(100, 1_024, 1_000),
  gapMs: between(200, 10_000, 210),
  maxBacklogMs: between(1, Number.MAX_SAFE_INTEGER, TEN_MINUTES_MS),
  maxQueued: between(1, Number.MAX_SAFE_INTEGER, 100_000),
  defaultTtlMs: between(1, MAX_TTL_MS, TEN_MINUTES_MS),
});

/** Checks the options and adds the defaults. @throws InputError for an unknown, missing or wrong option */
export const readOptions = (options: PublisherOptions) => checked(schema, options, 'options');
