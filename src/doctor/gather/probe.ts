import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Probe } from '../facts.ts';

/** Runs a request, and keeps its failure. */
export async function probe<T>(request: () => Promise<T>): Promise<Probe<T>> {
  try {
    return { value: await request() };
  } catch (error) {
    return { error: errorName(error), message: errorMessage(error) };
  }
}
