import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { type MarkAnswer, markChannel } from '../../channels/mark.ts';
import { sqsConsumerQueue } from '../../metadata/send/sqs-consumer-queue.ts';
import { dynamoWaitingStore } from '../../metadata/waiting/dynamo-waiting-store.ts';
import { releaseWaiting } from '../../metadata/waiting/release-waiting.ts';
import type { UseCase } from '../../platform/lambda.ts';
import { type RetryReport, withRetryQueue } from '../../platform/retry-queue.ts';
import { type Environment, textSetting } from '../../platform/settings.ts';
import type { Aws } from '../aws.ts';
import { sqsRetryQueue } from '../retry-queue.ts';
import { stageAccountRegion, stageTable } from '../stage.ts';

/** Opens `markChannel`: once per Lambda instance. @throws SettingError that names the variable */
export function openMarkChannel(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents' | 'leaseDocuments' | 'sqsConsumer'>,
): UseCase<MarkAnswer | RetryReport> {
  const { clock, leaseDocuments, sqsConsumer } = aws;
  const table = stageTable(env, aws);
  const channels = dynamoChannelStore(table, clock);
  const release = {
    waiting: dynamoWaitingStore({ ...table, documents: leaseDocuments }),
    queue: sqsConsumerQueue(sqsConsumer, textSetting(env, 'METADATA_QUEUE_NAME')),
    clock,
  };
  const retryTools = { queue: sqsRetryQueue(env, sqsConsumer), clock };
  return withRetryQueue((event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    const onStart = (channelArn: string) => {
      return releaseWaiting(channelArn, { ...invocation, ...release });
    };
    return markChannel(event, { ...invocation, channels, accountRegion, onStart });
  }, retryTools);
}
