import * as z from 'zod/mini';
import { checked } from '../platform/schema.ts';

/** What `doctor` can be invoked for. */
export type DoctorRequest = { kind: 'checks' } | { kind: 'overview' };

const schema = z.strictObject({ overview: z.optional(z.literal(true)) });

/**
 * Reads the input of an invocation.
 *
 * @param raw `{}` for the checks, `{overview: true}` for the numbers of the overview
 * @throws InputError that names the invalid member
 */
export function readDoctorRequest(raw: unknown): DoctorRequest {
  const { overview } = checked(schema, raw ?? {}, 'request');
  return { kind: overview ? 'overview' : 'checks' };
}
