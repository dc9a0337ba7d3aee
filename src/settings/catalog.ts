import * as cleanup from './cleanup.ts';
import * as ivs from './ivs.ts';
import * as metadata from './metadata.ts';
import * as operations from './operations.ts';
import * as rotation from './rotation.ts';
import * as sessions from './sessions.ts';
import type { Setting } from './setting.ts';
import * as tags from './tags.ts';

/**
 * Every setting, in the order of `docs/settings.md`. The page is generated from this list. Deployments and
 * functions check their settings with it, and a test compares the defaults of serverless.yml with it.
 */
export const SETTINGS: readonly Setting[] = [
  tags.tagPrefix,
  cleanup.cleanupMode,
  cleanup.cleanupDefaultGrace,
  cleanup.cleanupNeverLive,
  cleanup.cleanupMaxDeletes,
  cleanup.cleanupMaxShare,
  cleanup.cleanupLimitWindow,
  rotation.rotationMode,
  rotation.rotationEndGrace,
  rotation.rotationOverdueAlarm,
  rotation.rotationMaxKeys,
  rotation.rotationMaxShare,
  rotation.rotationLimitWindow,
  rotation.keySecrets,
  rotation.keySecretsKmsKeyId,
  ivs.ivsQuotaShare,
  sessions.retentionDays,
  sessions.sessionAuditInterval,
  metadata.metadataMode,
  metadata.metadataCompression,
  metadata.metadataMaxBytes,
  metadata.metadataGapMs,
  metadata.metadataMaxBacklog,
  metadata.metadataMaxQueued,
  metadata.metadataOffline,
  metadata.metadataHistory,
  metadata.metadataDefaultTtl,
  metadata.metadataStickySeconds,
  metadata.metadataAgeAlarmMs,
  metadata.metadataQueueAgeAlarmSeconds,
  operations.logLevel,
  operations.logRetentionDays,
  operations.alarms,
  operations.ivsThrottledAlarm,
  operations.driftAlarm,
  operations.alarmTopicArn,
  operations.dashboard,
];
