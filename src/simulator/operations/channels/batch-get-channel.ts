import { batchOf } from '../batch.ts';
import { operation } from '../operation.ts';

export const batchGetChannel = operation<{ arns: string[] }>(
  'BatchGetChannel',
  ({ arns }, service) => {
    const { found, errors } = batchOf(service, { operation: 'BatchGetChannel', arns }, (arn) =>
      service.resources.channels.get(arn),
    );
    return { channels: found, errors };
  },
);
