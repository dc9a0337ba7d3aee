/** An answer per ARN, as the Batch operations give it: what was found, and an error for what was not. */
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
