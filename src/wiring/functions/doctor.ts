import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../../cleanup/dynamo-cleanup-stops.ts';
import { dynamoDeadLetterStore } from '../../dead-letters/dynamo-store.ts';
import type { DoctorAnswer } from '../../doctor/answer.ts';
import { examine } from '../../doctor/examine.ts';
import { nameOf, QUEUES } from '../../doctor/expected.ts';
import type { DoctorDeps } from '../../doctor/gather/facts.ts';
import { queuedMessages } from '../../doctor/gather/queues.ts';
import { overdueCount } from '../../doctor/overview/overdue-count.ts';
import type { OverviewAnswer } from '../../doctor/overview/overview.ts';
import { type OverviewSources, readOverview } from '../../doctor/overview/read-overview.ts';
import { readDoctorRequest } from '../../doctor/request.ts';
import { overviewSettings } from '../../doctor/settings.ts';
import { openIvs } from '../../ivs/client.ts';
import { readSentRate } from '../../metadata/history/dynamo-sent-rates.ts';
import { queueUrl } from '../../metadata/queue/queue-url.ts';
import type { UseCase } from '../../platform/lambda.ts';
import { type Environment, textSetting } from '../../platform/settings.ts';
import type { Table } from '../../platform/table.ts';
import { readTicks } from '../../platform/ticks.ts';
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
): UseCase<DoctorAnswer | OverviewAnswer> {
  const { clock, lambda, eventBridge, sqsProducer: sqs } = aws;
  const table = stageTable(env, aws);
  const ivs = openIvs(aws.ivs, SHARE);
  const stage = {
    stage: textSetting(env, 'STAGE'),
    region: env.AWS_REGION ?? 'unknown',
    version: env.AUTOPILOT_VERSION ?? 'unknown',
    tagPrefix: readRequiredText(env, tagPrefix),
  };
  const stores = {
    sessions: dynamoSessionStore(table, clock),
    channels: dynamoChannelStore(table, clock),
    stops: dynamoCleanupStopStore(table),
    letters: dynamoDeadLetterStore(table),
  };
  const sources = overviewSources({ table, sqs, stage: stage.stage }, stores);
  const shown = { ...stage, ...overviewSettings(env) };
  const deps = { ...{ clock, lambda, eventBridge, sqs, table }, ...stage, ...stores };
  return async (event, invocation) => {
    const request = readDoctorRequest(event);
    if (request.kind === 'checks')
      return examine({ ...deps, ivs: ivs.during({ ...invocation, clock }) });
    const { account } = invocation;
    const known = { ...shown, ...(account !== undefined && { account }) };
    return { overview: await readOverview(known, sources, clock.now()) };
  };
}

/** What the overview is read from. */
function overviewSources(
  { table, sqs, stage }: { table: Table; sqs: Aws['sqsProducer']; stage: string },
  { channels, stops, letters }: Pick<DoctorDeps, 'channels' | 'stops' | 'letters'>,
): OverviewSources {
  const [metadataQueue] = QUEUES.work;
  const url = queueUrl(sqs, nameOf(stage, metadataQueue));
  return {
    ...{ stops, letters, overdueKeys: overdueCount(channels) },
    queued: async () => queuedMessages(sqs, await url()),
    sentRate: (now) => readSentRate(table, now),
    ticks: () => readTicks(table),
  };
}
