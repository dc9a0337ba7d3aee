import { type Environment, textSetting } from '../../platform/settings.ts';
import { metadataOffline } from '../../settings/metadata.ts';
import { readChoice } from '../../settings/setting.ts';
import { type RequestSettings, readRequestSettings } from '../queue/request-settings.ts';

/** Messages of a channel that is not broadcasting: `hold` keeps them until they expire. */
export type OfflinePolicy = 'hold' | 'drop';

/** Settings of `sendMetadata`. */
export interface SendSettings extends RequestSettings {
  queueName: string;
  deadLetterQueueName: string;
  offline: OfflinePolicy;
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readSendSettings(env: Environment): SendSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    deadLetterQueueName: textSetting(env, 'METADATA_DLQ_NAME'),
    ...readRequestSettings(env),
    offline: readChoice(env, metadataOffline),
  };
}
