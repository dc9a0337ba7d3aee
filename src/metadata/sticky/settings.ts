import { type Environment, numberSetting, textSetting } from '../../platform/settings.ts';
import { type RequestSettings, readRequestSettings } from '../format/request-format.ts';

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
    stickySeconds: readStickySeconds(env),
    stickyFunction: textSetting(env, 'METADATA_STICKY_FUNCTION'),
  };
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readRepeatSettings(env: Environment): RepeatSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    tableName: textSetting(env, 'TABLE_NAME'),
    ...readRequestSettings(env),
    stickySeconds: readStickySeconds(env),
  };
}

/**
 * From 5 to 60 seconds. Below 5 s, repeats take too much of a channel's rate. Above 60 s, the
 * function, which starts every minute, may make no repeat in one of its invocations.
 */
function readStickySeconds(env: Environment): number {
  const range = { fallback: 10, min: 5, max: 60, integer: true };
  return numberSetting(env, 'METADATA_STICKY_SECONDS', range);
}
