import { batchOf } from '../batch.ts';
import { operation } from '../operation.ts';

export const batchGetStreamKey = operation<{ arns: string[] }>(
  'BatchGetStreamKey',
  ({ arns }, service) => {
    const { found, errors } = batchOf(service, { operation: 'BatchGetStreamKey', arns }, (arn) =>
      service.resources.streamKeys.get(arn),
    );
    return { streamKeys: found, errors };
  },
);
