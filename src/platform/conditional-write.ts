import { errorName } from './errors.ts';

/**
 * Awaits a DynamoDB write that has a condition.
 *
 * @returns the response; undefined if the condition did not hold, so that nothing was written
 * @throws every other error of the write
 */
export async function responseUnlessRefused<Response>(
  write: Promise<Response>,
): Promise<Response | undefined> {
  try {
    return await write;
  } catch (error) {
    if (errorName(error) === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

/** As `responseUnlessRefused`. @returns whether the condition held and the item was written */
export async function conditionalWrite(write: Promise<object>): Promise<boolean> {
  return (await responseUnlessRefused(write)) !== undefined;
}
