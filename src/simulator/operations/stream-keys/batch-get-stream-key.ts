import { batchOf } from '../batch.ts';
import { operation } from '../operation.ts';

export const batchGetStreamKey = operation<{ arns: string[] }>(
  'BatchGetStreamKey',
  ({ arns }, { resources }) => {
    const { found, errors } = batchOf(arns, (arn) => resources.streamKeys.get(arn));
    return { streamKeys: found, errors };
  },
);
