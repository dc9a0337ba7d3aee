import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { type MarkAnswer, markChannel } from '../../channels/mark.ts';
import type { UseCase } from '../../platform/lambda.ts';
import { type RetryReport, withRetryQueue } from '../../platform/retry-queue.ts';
import type { Environment } from '../../platform/settings.ts';
import type { Aws } from '../aws.ts';
import { sqsRetryQueue } from '../retry-queue.ts';
import { stageAccountRegion, stageTable } from '../stage.ts';

/** Opens `markChannel`: once per Lambda instance. @throws SettingError that names the variable */
export function openMarkChannel(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents' | 'sqsConsumer'>,
): UseCase<MarkAnswer | RetryReport> {
  const channels = dynamoChannelStore(stageTable(env, aws), aws.clock);
  const retryTools = { queue: sqsRetryQueue(env, aws.sqsConsumer), clock: aws.clock };
  return withRetryQueue((event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    return markChannel(event, { ...invocation, channels, accountRegion });
  }, retryTools);
}
