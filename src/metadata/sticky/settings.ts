import { type Environment, textSetting } from '../../platform/settings.ts';
import { metadataStickySeconds } from '../../settings/metadata.ts';
import { readNumber } from '../../settings/setting.ts';
import { type RequestSettings, readRequestSettings } from '../queue/request-settings.ts';

/** What `enqueueMetadata` needs to accept sticky messages. */
export interface StickySettings {
  /** A viewer who joins receives the sticky values within this number of seconds. */
  stickySeconds: number;
  /** The name of the function that repeats the values. */
  stickyFunction: string;
}

/** Settings of `repeatStickyMetadata`. */
export interface RepeatSettings extends RequestSettings {
  queueName: string;
  tableName: string;
  stickySeconds: number;
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readStickySettings(env: Environment): StickySettings {
  return {
    stickySeconds: readNumber(env, metadataStickySeconds),
    stickyFunction: textSetting(env, 'METADATA_STICKY_FUNCTION'),
  };
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readRepeatSettings(env: Environment): RepeatSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    tableName: textSetting(env, 'TABLE_NAME'),
    ...readRequestSettings(env),
    stickySeconds: readNumber(env, metadataStickySeconds),
  };
}
