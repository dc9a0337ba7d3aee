import { InvokeCommand } from '@aws-sdk/client-lambda';
import { dynamoAuditLog } from '../../channels/audit.ts';
import { dynamoDeadLetterStore } from '../../dead-letters/dynamo-store.ts';
import { type RetryAnswer, retryDeadLetters } from '../../dead-letters/retry/retry-dead-letters.ts';
import { readDeliveredKeys } from '../../metadata/queue/dynamo-delivery-notes.ts';
import { readRequestSettings } from '../../metadata/queue/request-settings.ts';
import { UNKNOWN_CALLER } from '../../platform/caller.ts';
import type { UseCase } from '../../platform/lambda.ts';
import { type Environment, textSetting } from '../../platform/settings.ts';
import { metadataMaxBacklog } from '../../settings/metadata.ts';
import { readDuration } from '../../settings/setting.ts';
import type { Aws } from '../aws.ts';
import { type MetadataProducerAws, openMetadataProducer } from '../metadata-producer.ts';

/** No letter is begun so long before the invocation ends, ms: a request to SQS with its retries takes at most 9 s. */
const STOP_BEFORE_END_MS = 20_000;

/** Opens `retryDeadLetters`: once per Lambda instance. @throws SettingError that names the variable */
export function openRetryDeadLetters(
  env: Environment,
  aws: MetadataProducerAws & Pick<Aws, 'lambda'>,
): UseCase<RetryAnswer> {
  const names = {
    tableName: textSetting(env, 'TABLE_NAME'),
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
  };
  const producer = openMetadataProducer(aws, names, readDuration(env, metadataMaxBacklog));
  const { table, queue, backlog, stickyStore } = producer;
  const prefix = textSetting(env, 'FUNCTION_PREFIX');
  const { clock, lambda } = aws;
  const tools = {
    ...{ queue, backlog, clock, settings: readRequestSettings(env) },
    ...{ store: dynamoDeadLetterStore(table), audit: dynamoAuditLog(table) },
    stickyState: (channelArn: string) =>
      stickyStore.change(channelArn, clock.now(), (state) => ({ result: state })),
    deliveredKeys: (channelArn: string) => readDeliveredKeys(table, channelArn),
    async invoke(functionName: string, payload: unknown): Promise<void> {
      const Payload = Buffer.from(JSON.stringify(payload));
      const FunctionName = `${prefix}${functionName}`;
      await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
    },
  };
  return (event, { caller = UNKNOWN_CALLER, deadline, ...observability }) =>
    retryDeadLetters(event, {
      ...{ ...tools, ...observability, caller },
      until: deadline - STOP_BEFORE_END_MS,
    });
}
