import * as z from 'zod/mini';
import { reportInvalidRequests } from '../platform/invalid-requests.ts';
import type { Observability } from '../platform/observability.ts';
import { checked } from '../platform/schema.ts';

/** The request of a run. A scheduled run requests nothing. */
export interface ReconcileRequest {
  /**
   * Compare all sessions that IVS knows of every channel, to find those that the table does not
   * know.
   */
  audit: boolean;
}

const schema = z.object({ audit: z.optional(z.boolean()) });

/**
 * Reads the event of an invocation. Other members are ignored, since the schedule's event has many.
 *
 * @throws InputError that names the wrong member; it is logged and counted here
 */
export function readReconcileRequest(
  raw: unknown,
  observability: Observability,
): Promise<ReconcileRequest> {
  return reportInvalidRequests(observability, () => {
    const { audit = false } = checked(schema, raw ?? {}, 'event');
    return { audit };
  });
}
