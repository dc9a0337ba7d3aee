import { choiceSetting, type Environment, numberSetting } from '../../platform/settings.ts';

/**
 * - `envelope`: several messages share a request, in the format of docs/envelope.md.
 * - `plain`: each message has a request of its own, and its payload is sent without an envelope.
 */
export type MetadataMode = 'envelope' | 'plain';

/** `deflate`: an envelope is compressed where more messages fit into a request that way. */
export type Compression = 'off' | 'deflate';

/** How messages are put into PutMetadata requests. */
export interface RequestFormat {
  mode: MetadataMode;
  compression: Compression;
  /** The longest text of one PutMetadata request, in bytes of UTF-8. */
  maxBytes: number;
}

/** The format of requests and their rate. */
export interface RequestSettings extends RequestFormat {
  /** The average time between the starts of two requests of one instance, ms (see RequestPacer). */
  gapMs: number;
}

/**
 * Reads the settings that every function of the metadata queue shares.
 *
 * The default of `METADATA_MAX_BYTES` is 1,000 because the IVS documentation does not say whether
 * "1 KB" means 1,000 or 1,024 bytes. The lower bound of `METADATA_GAP_MS` is 200 because IVS allows
 * 5 PutMetadata requests per second and channel.
 *
 * @throws SettingError with the name of the variable that cannot be read
 */
export function readRequestSettings(env: Environment): RequestSettings {
  const maxBytes = { fallback: 1_000, min: 100, max: 1_024, integer: true };
  const gapMs = { fallback: 210, min: 200, max: 10_000, integer: true };
  return {
    mode: choiceSetting(env, 'METADATA_MODE', ['envelope', 'plain'] as const, 'envelope'),
    compression: choiceSetting(env, 'METADATA_COMPRESSION', ['off', 'deflate'] as const, 'off'),
    maxBytes: numberSetting(env, 'METADATA_MAX_BYTES', maxBytes),
    gapMs: numberSetting(env, 'METADATA_GAP_MS', gapMs),
  };
}
