import type { Environment } from '../../platform/settings.ts';
import {
  metadataCompression,
  metadataGapMs,
  metadataMaxBytes,
  metadataMode,
} from '../../settings/metadata.ts';
import { readChoice, readNumber } from '../../settings/setting.ts';
import type { RequestFormat } from '../format/request-format.ts';

/** The format of requests and their rate. */
export interface RequestSettings extends RequestFormat {
  /** The average time between the starts of two requests of one channel, ms (see ChannelPacer). */
  gapMs: number;
}

/**
 * Reads the settings that every function of the metadata queue shares.
 *
 * @throws SettingError with the name of the variable that cannot be read
 */
export function readRequestSettings(env: Environment): RequestSettings {
  return {
    mode: readChoice(env, metadataMode),
    compression: readChoice(env, metadataCompression),
    maxBytes: readNumber(env, metadataMaxBytes),
    gapMs: readNumber(env, metadataGapMs),
  };
}
