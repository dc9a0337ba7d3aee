import { InputError } from './errors.ts';
import type { Observability } from './observability.ts';

/**
 * Runs `handle`, which reads a request. If it throws an InputError, that is logged, counted as
 * `InvalidRequests`, and thrown again.
 */
export async function reportInvalidRequests<T>(
  { log, metrics }: Observability,
  handle: () => T | Promise<T>,
): Promise<T> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof InputError) {
      log.warn('request refused', { field: error.field, reason: error.message });
      metrics.add('InvalidRequests');
    }
    throw error;
  }
}
