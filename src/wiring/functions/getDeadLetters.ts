import { dynamoDeadLetterStore } from '../../dead-letters/dynamo-store.ts';
import { type GetAnswer, getDeadLetters } from '../../dead-letters/get-dead-letters.ts';
import { sqsLetterQueue } from '../../dead-letters/sqs-letter-queue.ts';
import type { UseCase } from '../../platform/lambda.ts';
import { type Environment, textSetting } from '../../platform/settings.ts';
import type { Aws } from '../aws.ts';
import { stageTable } from '../stage.ts';

/** Opens `getDeadLetters`: once per Lambda instance. @throws SettingError that names the variable */
export function openGetDeadLetters(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents' | 'sqsConsumer'>,
): UseCase<GetAnswer> {
  const { clock, sqsConsumer } = aws;
  const tools = {
    ...{ clock, store: dynamoDeadLetterStore(stageTable(env, aws)) },
    functionPrefix: textSetting(env, 'FUNCTION_PREFIX'),
    queues: [
      sqsLetterQueue(sqsConsumer, textSetting(env, 'METADATA_DLQ_NAME'), 'metadata'),
      sqsLetterQueue(sqsConsumer, textSetting(env, 'DLQ_NAME'), 'function'),
    ],
  };
  return (event, invocation) => getDeadLetters(event, { ...tools, ...invocation });
}
