import { SettingError } from '../../platform/errors.ts';
import { durationSetting, type Environment, textSetting } from '../../platform/settings.ts';
import { MAX_TTL_MS } from '../format/message.ts';
import { type RequestSettings, readRequestSettings } from '../format/request-format.ts';

/** Settings of `enqueueMetadata`. */
export interface EnqueueSettings extends RequestSettings {
  queueName: string;
  tableName: string;
  region: string;
  /** How long the queued messages of one channel may take to send at the full rate, ms. */
  maxBacklogMs: number;
  defaultTtlMs: number;
}

/** @throws SettingError with the name of the variable that cannot be read */
export function readEnqueueSettings(env: Environment): EnqueueSettings {
  return {
    queueName: textSetting(env, 'METADATA_QUEUE_NAME'),
    tableName: textSetting(env, 'TABLE_NAME'),
    region: textSetting(env, 'AWS_REGION'),
    ...readRequestSettings(env),
    maxBacklogMs: positiveDuration(env, 'METADATA_MAX_BACKLOG', Number.POSITIVE_INFINITY),
    defaultTtlMs: positiveDuration(env, 'METADATA_DEFAULT_TTL', MAX_TTL_MS),
  };
}

function positiveDuration(env: Environment, name: string, max: number): number {
  const ms = durationSetting(env, name, '10m');
  if (ms > 0 && ms <= max) return ms;
  const upTo = Number.isFinite(max) ? `, up to ${max / 3_600_000}h` : '';
  throw new SettingError(name, `a duration over zero${upTo}`, env[name]);
}
