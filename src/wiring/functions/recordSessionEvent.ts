import type { UseCase } from '../../platform/lambda.ts';
import { type RetryReport, withRetryQueue } from '../../platform/retry-queue.ts';
import type { Environment } from '../../platform/settings.ts';
import { dynamoSessionStore } from '../../sessions/dynamo-store.ts';
import { type RecordAnswer, recordSessionEvent } from '../../sessions/record-session-event.ts';
import { sessionSettings } from '../../sessions/settings.ts';
import type { Aws } from '../aws.ts';
import { sqsRetryQueue } from '../retry-queue.ts';
import { stageAccountRegion, stageBus, stageTable } from '../stage.ts';

/** Opens `recordSessionEvent`: once per Lambda instance. @throws SettingError that names the variable */
export function openRecordSessionEvent(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents' | 'eventBridge' | 'sqsConsumer'>,
): UseCase<RecordAnswer | RetryReport> {
  const { clock } = aws;
  const { retentionDays } = sessionSettings(env);
  const store = dynamoSessionStore(stageTable(env, aws), clock);
  const recorder = { store, bus: stageBus(env, aws), clock, retentionDays };
  const retryTools = { queue: sqsRetryQueue(env, aws.sqsConsumer), clock: aws.clock };
  return withRetryQueue((event, invocation) => {
    const accountRegion = stageAccountRegion(env, invocation);
    return recordSessionEvent(event, { ...invocation, ...recorder, accountRegion });
  }, retryTools);
}
