import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';

/** The members of every error that the SDK throws for a response with this status. */
const badRequest = () => ({ $fault: 'client' as const, $metadata: { httpStatusCode: 400 } });

/** DynamoDB's answer to a request that is not valid. The SDK has no class for it. */
export function validationError(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', message, ...badRequest() });
}

/** @param item the stored item, if the request asks for it with ReturnValuesOnConditionCheckFailure */
export function conditionFailed(
  item?: Record<string, AttributeValue>,
): ConditionalCheckFailedException {
  const message = 'The conditional request failed';
  return new ConditionalCheckFailedException({ message, ...badRequest(), Item: item });
}

export function tableNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException({
    message: 'Requested resource not found',
    ...badRequest(),
  });
}

/** What DynamoDB or the SDK can do, but the memory table cannot. Add it when src/ uses it. */
export class NotSupportedError extends Error {
  override readonly name = 'NotSupportedError';

  constructor(what: string) {
    super(`The memory table does not support ${what}`);
  }
}
