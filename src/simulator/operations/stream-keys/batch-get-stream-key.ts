import { batchOf } from '../batch.ts';
import { operation } from '../operation.ts';

export const batchGetStreamKey = operation<{ arns: string[] }>(
  'BatchGetStreamKey',
  ({ arns }, { state }) => {
    const { found, errors } = batchOf(arns, (arn) => state.streamKeys.get(arn));
    return { streamKeys: found, errors };
  },
);
