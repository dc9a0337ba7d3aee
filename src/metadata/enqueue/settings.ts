import { type Environment, textSetting } from '../../platform/settings.ts';
import {
  metadataDefaultTtl,
  metadataMaxBacklog,
  metadataMaxQueued,
} from '../../settings/metadata.ts';
import { readDuration, readNumber } from '../../settings/setting.ts';
import { type RequestSettings, readRequestSettings } from '../queue/request-settings.ts';

/** Settings of `enqueueMetadata`. */
export interface EnqueueSettings extends RequestSettings {
  queueName: string;
  tableName: string;
  region: string;
  /** How long the queued messages of one channel may take to send at the full rate, ms. */
  maxBacklogMs: number;
  /** The most SQS messages that the queue should hold. */
  maxQueued: number;
  defaultTtlMs: number;
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readEnqueueSettings(env: Environment): EnqueueSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    tableName: textSetting(env, 'TABLE_NAME'),
    region: textSetting(env, 'AWS_REGION'),
    ...readRequestSettings(env),
    maxBacklogMs: readDuration(env, metadataMaxBacklog),
    maxQueued: readNumber(env, metadataMaxQueued),
    defaultTtlMs: readDuration(env, metadataDefaultTtl),
  };
}
