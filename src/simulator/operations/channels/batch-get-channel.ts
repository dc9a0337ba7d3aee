import { batchOf } from '../batch.ts';
import { operation } from '../operation.ts';

export const batchGetChannel = operation<{ arns: string[] }>(
  'BatchGetChannel',
  ({ arns }, { resources }) => {
    const { found, errors } = batchOf(arns, (arn) => resources.channels.get(arn));
    return { channels: found, errors };
  },
);
