import * as z from 'zod/mini';
import { MAX_TTL_MS } from '../../metadata/format/message.ts';
import { InputError } from '../../platform/errors.ts';
import { checked } from '../../platform/schema.ts';
import { checkPeriod, type LetterFilter, letterFilterSchema } from '../filter.ts';
import { letterIdSchema } from '../get-request.ts';
import { MAX_IDS } from '../letter.ts';

/** What to do with the letters. */
export type Deed = { kind: 'retry'; ttlMs?: number } | { kind: 'drop' };

/** What `retryDeadLetters` is invoked for. */
export interface RetryRequest {
  deed: Deed;
  selection: { ids: string[] } | { filter: LetterFilter; nextToken?: string | undefined };
  /** Say what would become of the letters, and change nothing. */
  dryRun: boolean;
}

const selection = {
  ids: z.optional(z.array(letterIdSchema).check(z.minLength(1), z.maxLength(MAX_IDS))),
  filter: z.optional(letterFilterSchema),
};
const ttlSeconds = z.optional(z.number().check(z.positive(), z.maximum(MAX_TTL_MS / 1_000)));
const schema = z.strictObject({
  retry: z.optional(z.strictObject({ ...selection, ttlSeconds })),
  drop: z.optional(z.strictObject(selection)),
  dryRun: z.optional(z.boolean()),
  nextToken: z.optional(z.string()),
});

/**
 * Reads the input of an invocation.
 *
 * @param raw `{retry: {ids | filter, ttlSeconds?}}` or `{drop: {ids | filter}}`, with `dryRun?` and `nextToken?`
 * @throws InputError that names the invalid member
 */
export function readRetryRequest(raw: unknown): RetryRequest {
  const { retry, drop, dryRun = false, nextToken } = checked(schema, raw, 'request');
  const [chosen, second] = [retry, drop].filter((one) => one !== undefined);
  if (!chosen || second) throw new InputError('request', 'one of retry and drop', membersOf(raw));
  const deed: Deed = retry ? retryOf(retry.ttlSeconds) : { kind: 'drop' };
  const { ids, filter } = chosen;
  if ((ids === undefined) === (filter === undefined))
    throw new InputError(deed.kind, 'either ids or filter', membersOf(chosen));
  if (filter) {
    checkPeriod(filter);
    return { deed, dryRun, selection: { filter, nextToken } };
  }
  if (nextToken !== undefined)
    throw new InputError('nextToken', 'can be combined with a filter only');
  return { deed, dryRun, selection: { ids: [...new Set(ids)] } };
}

const retryOf = (seconds: number | undefined): Deed => ({
  kind: 'retry',
  ...(seconds !== undefined && { ttlMs: Math.ceil(seconds * 1_000) }),
});

const membersOf = (value: unknown): string[] => Object.keys(Object(value));
