import { batchOf } from '../batch.ts';
import { operation } from '../operation.ts';

export const batchGetChannel = operation<{ arns: string[] }>(
  'BatchGetChannel',
  ({ arns }, { state }) => {
    const { found, errors } = batchOf(arns, (arn) => state.channels.get(arn));
    return { channels: found, errors };
  },
);
