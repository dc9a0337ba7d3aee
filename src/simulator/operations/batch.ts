import type { SimulatedService } from '../simulated-service.ts';

interface ItemError {
  code: string;
  message: string;
}

/**
 * Finds resources for a Batch operation.
 *
 * @returns the resources that exist, and an error for each other ARN
 */
export function batchOf<T>(
  { faults }: SimulatedService,
  { operation, arns }: { operation: string; arns: readonly string[] },
  find: (arn: string) => T | undefined,
): { found: T[]; errors: (ItemError & { arn: string })[] } {
  const found: T[] = [];
  const errors: (ItemError & { arn: string })[] = [];
  for (const arn of new Set(arns)) {
    const resource = find(arn);
    const error = faults.itemError(operation, arn) ?? (resource ? undefined : notFoundItem(arn));
    if (error) errors.push({ arn, ...error });
    else if (resource) found.push(resource);
  }
  return { found, errors };
}

/** The error for a resource that does not exist, in the response of a Batch operation. */
export const notFoundItem = (arn: string): ItemError => ({
  code: 'ResourceNotFoundException',
  message: `Resource: ${arn} not found`,
});
