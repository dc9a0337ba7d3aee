import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import { checked } from '../platform/schema.ts';

/** What a run is asked for. The schedule's event asks for nothing. */
export interface ReconcileRequest {
  /** Go through everything that IVS remembers of every channel, for sessions that the table has never heard of. */
  audit: boolean;
}

const schema = z.object({ audit: z.optional(z.boolean()) });

/**
 * Members that are not known are left alone: the schedule's event has many.
 *
 * @throws InputError that names the member which is wrong; logged and counted here
 */
export function readReconcileRequest(
  raw: unknown,
  { log, metrics }: Observability,
): ReconcileRequest {
  try {
    const { audit = false } = checked(schema, raw ?? {}, 'event');
    return { audit };
  } catch (error) {
    if (error instanceof InputError) {
      log.warn('reconcile request refused', { field: error.field, reason: error.message });
      metrics.add('InvalidRequests');
    }
    throw error;
  }
}
