import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../../cleanup/dynamo-cleanup-stops.ts';
import { dynamoDeadLetterStore } from '../../dead-letters/dynamo-store.ts';
import type { DoctorAnswer } from '../../doctor/answer.ts';
import { examine } from '../../doctor/examine.ts';
import { openIvs } from '../../ivs/client.ts';
import type { UseCase } from '../../platform/lambda.ts';
import { type Environment, textSetting } from '../../platform/settings.ts';
import { dynamoSessionStore } from '../../sessions/dynamo-store.ts';
import { readRequiredText } from '../../settings/setting.ts';
import { tagPrefix } from '../../settings/tags.ts';
import type { Aws } from '../aws.ts';
import { stageTable } from '../stage.ts';

/** One request a second of each operation of IVS: the scheduled functions go first. */
const SHARE = 0.2;

/** Opens `doctor`: once per Lambda instance. @throws SettingError that names the variable */
export function openDoctor(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents' | 'eventBridge' | 'ivs' | 'lambda' | 'sqsProducer'>,
): UseCase<DoctorAnswer> {
  const { clock, lambda, eventBridge, sqsProducer: sqs } = aws;
  const table = stageTable(env, aws);
  const ivs = openIvs(aws.ivs, SHARE);
  const deps = {
    ...{ clock, lambda, eventBridge, sqs, table },
    stage: textSetting(env, 'STAGE'),
    region: env.AWS_REGION ?? 'unknown',
    version: env.AUTOPILOT_VERSION ?? 'unknown',
    tagPrefix: readRequiredText(env, tagPrefix),
    sessions: dynamoSessionStore(table, clock),
    channels: dynamoChannelStore(table, clock),
    stops: dynamoCleanupStopStore(table),
    letters: dynamoDeadLetterStore(table),
  };
  return (_event, invocation) => examine({ ...deps, ivs: ivs.during({ ...invocation, clock }) });
}
