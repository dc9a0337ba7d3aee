import { type Environment, numberSetting, textSetting } from '../../platform/settings.ts';
import { metadataHistory, metadataOffline } from '../../settings/metadata.ts';
import { readChoice } from '../../settings/setting.ts';
import { MAX_INSTANCES } from '../pace/account-limits.ts';
import { type RequestSettings, readRequestSettings } from '../queue/request-settings.ts';

/** Messages of a channel that is not broadcasting: `hold` keeps them until they expire. */
export type OfflinePolicy = 'hold' | 'drop';

/** Settings of `sendMetadata`. */
export interface SendSettings extends RequestSettings {
  queueName: string;
  deadLetterQueueName: string;
  offline: OfflinePolicy;
  /** Whether it is kept for operators what was sent. */
  history: 'on' | 'off';
  tableName: string;
  /** How many instances of the function can run at once. */
  instances: number;
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readSendSettings(env: Environment): SendSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    deadLetterQueueName: textSetting(env, 'METADATA_DLQ_NAME'),
    ...readRequestSettings(env),
    offline: readChoice(env, metadataOffline),
    history: readChoice(env, metadataHistory),
    tableName: textSetting(env, 'TABLE_NAME'),
    // maximumConcurrency is from 2 on.
    instances: numberSetting(env, 'METADATA_INSTANCES', {
      ...{ fallback: 31, min: 2, max: MAX_INSTANCES, integer: true },
    }),
  };
}
