import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { markChannel } from '../src/channels/mark.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { withRetryQueue } from '../src/platform/retry-queue.ts';
import { stageAccountRegion, stageTable } from '../src/wiring/stage.ts';

const { env } = process;
const channels = dynamoChannelStore(stageTable(env));

/**
 * Writes the start or end of a stream to the channel's record, and returns what the event changed. Events
 * that failed come again from the retry queue.
 */
export const handler = lambdaHandler(
  'markChannel',
  withRetryQueue((event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    return markChannel(event, { ...invocation, channels, accountRegion });
  }),
);
