import { SettingError } from '../platform/errors.ts';
import {
  choiceSetting,
  durationSetting,
  type Environment,
  numberSetting,
  textSetting,
} from '../platform/settings.ts';
import { MAX_TTL_MS } from './message.ts';

/** What to do with messages of a channel that is not broadcasting: keep them until they expire, or not. */
export type Offline = 'hold' | 'drop';

/** `envelope`: packed, for players that read docs/envelope.md; `plain`: one message per request, untouched. */
export type MetadataMode = 'envelope' | 'plain';

/** `deflate`: an envelope is compressed where that makes room for more messages. */
export type Compression = 'off' | 'deflate';

/** How messages are put into requests. */
export interface Form {
  mode: MetadataMode;
  compression: Compression;
  /** The longest PutMetadata text, in bytes of UTF-8. */
  maxBytes: number;
}

export interface SendSettings extends Form {
  queueName: string;
  deadLetterQueueName: string;
  /** The time between the starts of two requests of one instance on average, ms (RequestPacer). */
  gapMs: number;
  offline: Offline;
}

export interface EnqueueSettings extends Form {
  queueName: string;
  tableName: string;
  region: string;
  gapMs: number;
  /** How long a channel's queued messages may take to send, at the full rate. */
  maxBacklogMs: number;
  defaultTtlMs: number;
}

/** What taking sticky messages needs besides. */
export interface StickySettings {
  /** Whoever joins has the sticky values within so many seconds. */
  stickySeconds: number;
  /** The name of the function that repeats them. */
  stickyFunction: string;
}

/** Of the function that repeats sticky values. */
export interface RepeatSettings extends Form {
  queueName: string;
  tableName: string;
  gapMs: number;
  stickySeconds: number;
}

/** @throws SettingError that names the variable */
export function readSendSettings(env: Environment): SendSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    deadLetterQueueName: textSetting(env, 'METADATA_DLQ_NAME'),
    ...readLimits(env),
    offline: choiceSetting(env, 'METADATA_OFFLINE', ['hold', 'drop'] as const, 'hold'),
  };
}

/** @throws SettingError that names the variable */
export function readEnqueueSettings(env: Environment): EnqueueSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    tableName: textSetting(env, 'TABLE_NAME'),
    region: textSetting(env, 'AWS_REGION'),
    ...readLimits(env),
    maxBacklogMs: positiveDuration(env, 'METADATA_MAX_BACKLOG', Number.POSITIVE_INFINITY),
    defaultTtlMs: positiveDuration(env, 'METADATA_DEFAULT_TTL', MAX_TTL_MS),
  };
}

/** @throws SettingError that names the variable */
export function readStickySettings(env: Environment): StickySettings {
  return {
    stickySeconds: readStickySeconds(env),
    stickyFunction: textSetting(env, 'METADATA_STICKY_FUNCTION'),
  };
}

/** @throws SettingError that names the variable */
export function readRepeatSettings(env: Environment): RepeatSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    tableName: textSetting(env, 'TABLE_NAME'),
    ...readLimits(env),
    stickySeconds: readStickySeconds(env),
  };
}

/** Below 5 s the repeats would take too much of a channel's rate; over 60 s a minute might see none. */
function readStickySeconds(env: Environment): number {
  const range = { fallback: 10, min: 5, max: 60, integer: true };
  return numberSetting(env, 'METADATA_STICKY_SECONDS', range);
}

/**
 * 1,000 bytes and 210 ms unless told: whether IVS's "1 KB" is 1,000 or 1,024 bytes is not confirmed,
 * and five requests a second (200 ms) is its limit for a channel.
 */
function readLimits(env: Environment): Form & { gapMs: number } {
  return {
    mode: choiceSetting(env, 'METADATA_MODE', ['envelope', 'plain'] as const, 'envelope'),
    compression: choiceSetting(env, 'METADATA_COMPRESSION', ['off', 'deflate'] as const, 'off'),
    maxBytes: numberSetting(env, 'METADATA_MAX_BYTES', {
      fallback: 1_000,
      min: 100,
      max: 1_024,
      integer: true,
    }),
    gapMs: numberSetting(env, 'METADATA_GAP_MS', {
      fallback: 210,
      min: 200,
      max: 10_000,
      integer: true,
    }),
  };
}

function positiveDuration(env: Environment, name: string, max: number): number {
  const ms = durationSetting(env, name, '10m');
  if (ms > 0 && ms <= max) return ms;
  const upTo = Number.isFinite(max) ? `, up to ${max / 3_600_000}h` : '';
  throw new SettingError(name, `a duration over zero${upTo}`, env[name]);
}
