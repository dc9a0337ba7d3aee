import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import { STATUS_TOKEN } from './status.ts';

/** What `deleteDueChannels` can be invoked for. */
export type CleanupRequest =
  | { kind: 'pass' }
  | { kind: 'status'; nextToken?: string }
  | { kind: 'approve'; id: string };

const text = z.string().check(z.minLength(1));
const schema = z.object({
  approve: z.optional(text),
  status: z.optional(z.literal(true)),
  nextToken: z.optional(text),
});

/**
 * Reads the input of an invocation.
 *
 * @param raw `{status: true, nextToken?}`, `{approve: <id of a set>}`, or the schedule's event or `{}`
 *   for a pass
 * @throws InputError that names the invalid member
 */
export function readCleanupRequest(raw: unknown): CleanupRequest {
  const { approve, status, nextToken } = checked(schema, raw ?? {}, 'request');
  if (nextToken !== undefined && (!status || !STATUS_TOKEN.test(nextToken)))
    throw new InputError('nextToken', 'the nextToken of an answer to {status: true}', nextToken);
  if (approve === undefined && !status) return { kind: 'pass' };
  if (approve !== undefined && status)
    throw new InputError('status', 'cannot be combined with approve');
  if (approve !== undefined) return { kind: 'approve', id: approve };
  return { kind: 'status', ...(nextToken !== undefined && { nextToken }) };
}
