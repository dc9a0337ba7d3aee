/**
 * Finds resources for a Batch operation.
 *
 * @returns the resources that exist, and an error for each other ARN
 */
export function batchOf<T>(
  arns: string[],
  find: (arn: string) => T | undefined,
): { found: T[]; errors: { arn: string; code: string; message: string }[] } {
  const unique = [...new Set(arns)];
  return {
    found: unique.flatMap((arn) => find(arn) ?? []),
    errors: unique
      .filter((arn) => find(arn) === undefined)
      .map((arn) => ({
        arn,
        code: 'ResourceNotFoundException',
        message: `Resource: ${arn} not found`,
      })),
  };
}
