import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import { checkPeriod, letterFilterSchema } from './filter.ts';
import { MAX_IDS } from './letter.ts';
import type { ListRequest } from './list.ts';

/** What `getDeadLetters` can be invoked for. */
export type GetRequest =
  | { kind: 'collect' }
  | { kind: 'list'; list: ListRequest; nextToken?: string | undefined }
  | { kind: 'show'; id: string }
  | { kind: 'deliveries'; ids: string[] }
  | { kind: 'count' };

const LETTER_ID = /^[0-9a-f]{16}$/;
export const letterIdSchema = z
  .string()
  .check(z.refine((id) => LETTER_ID.test(id), 'the id of a dead letter: 16 digits from 0 to f'));

const schema = z.strictObject({
  list: z.optional(z.extend(letterFilterSchema, { ended: z.optional(z.boolean()) })),
  nextToken: z.optional(z.string()),
  show: z.optional(letterIdSchema),
  deliveries: z.optional(z.array(letterIdSchema).check(z.minLength(1), z.maxLength(MAX_IDS))),
  count: z.optional(z.literal(true)),
});

/**
 * Reads the input of an invocation.
 *
 * @param raw `{list: {…}, nextToken?}`, `{show: <id>}`, `{deliveries: [<id>, …]}`, `{count: true}`; the schedule's event or `{}` to collect
 * @throws InputError that names the invalid member
 */
export function readGetRequest(raw: unknown): GetRequest {
  const { source } = Object(raw) as { source?: unknown };
  if (source === 'aws.events') return { kind: 'collect' };
  const request = checked(schema, raw ?? {}, 'request');
  const { list, nextToken, show, deliveries, count } = request;
  const [, second] = [list, show, deliveries, count].filter((one) => one !== undefined);
  if (second !== undefined)
    throw new InputError(
      'request',
      'only one of list, show, deliveries and count',
      Object.keys(request),
    );
  if (nextToken !== undefined && !list)
    throw new InputError('nextToken', 'can be combined with list only');
  if (list) {
    checkPeriod(list);
    return { kind: 'list', list, nextToken };
  }
  if (show !== undefined) return { kind: 'show', id: show };
  if (deliveries) return { kind: 'deliveries', ids: deliveries };
  return { kind: count ? 'count' : 'collect' };
}
