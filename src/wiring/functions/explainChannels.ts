import { dynamoChannelCountStore } from '../../channels/channel-count.ts';
import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { dynamoCleanupStopStore } from '../../cleanup/dynamo-cleanup-stops.ts';
import { cleanupRules } from '../../cleanup/settings.ts';
import { dynamoAuditTrail } from '../../explain/audit-trail.ts';
import { type ExplainAnswer, explainChannels } from '../../explain/explain-channels.ts';
import { explainShare } from '../../explain/settings.ts';
import { openIvs } from '../../ivs/client.ts';
import { readChannelMetadata } from '../../metadata/history/channel-metadata.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { dynamoRevocationStore } from '../../revocation/dynamo-store.ts';
import { limitWindow, rotationSettings } from '../../rotation/settings.ts';
import { dynamoSessionStore } from '../../sessions/dynamo-store.ts';
import { cleanupMode } from '../../settings/cleanup.ts';
import { metadataGapMs, metadataHistory } from '../../settings/metadata.ts';
import { readChoice, readNumber } from '../../settings/setting.ts';
import type { Aws } from '../aws.ts';
import { stageAccountRegion, stageTable, stageTagKeys } from '../stage.ts';

/** Opens `explainChannels`: once per Lambda instance. @throws SettingError that names the variable */
export function openExplainChannels(
  env: Environment,
  aws: Pick<Aws, 'clock' | 'documents' | 'ivs'>,
): UseCase<ExplainAnswer> {
  const { clock } = aws;
  const rotation = { ...rotationSettings(env), limitWindowMs: limitWindow(env) };
  const cleanup = { ...cleanupRules(env), mode: readChoice(env, cleanupMode) };
  const settings = { cleanup, rotation };
  const ivs = openIvs(aws.ivs, explainShare(env));
  const table = stageTable(env, aws);
  const tagKeys = stageTagKeys(env);
  const stores = {
    channels: dynamoChannelStore(table, clock),
    sessions: dynamoSessionStore(table, clock),
    stops: dynamoCleanupStopStore(table),
    channelCounts: dynamoChannelCountStore(table),
    revocations: dynamoRevocationStore(table),
    trail: dynamoAuditTrail(table),
  };
  const metadata = {
    history: readChoice(env, metadataHistory),
    gapMs: readNumber(env, metadataGapMs),
  };
  return (event, invocation) => {
    const { log, metrics } = invocation;
    return explainChannels(event, {
      ...{ ...stores, settings, tagKeys, clock, log, metrics },
      metadata: (arn) => readChannelMetadata(arn, table, metadata, clock.now()),
      accountRegion: stageAccountRegion(env, invocation),
      ivs: ivs.during({ ...invocation, clock }),
    });
  };
}
