import type { Ingest } from '../types/encoders.ts';
import { type MeanRate, WINDOW_SECONDS } from './rate.ts';
import type { TrackDescription } from './sequence-headers.ts';

/** What is known of the media of a stream. */
export interface KnownMedia {
  /** The `onMetaData` of the encoder. */
  metadata: Record<string, unknown>;
  /** From the sequence header of the track; absent before the first message of the track. */
  video?: TrackDescription;
  audio?: TrackDescription;
  /** Measured rates; absent before there is a measurement. */
  videoMean?: MeanRate | undefined;
  audioMean?: MeanRate | undefined;
}

/**
 * The bitrate in `onMetaData` is used unless the measured one is so many times higher over a whole
 * window.
 */
const MAX_BITRATE_RATIO = 1.2;
/** Bits per second. */
const CLAIM_UNIT = 1_000;
const MAX_INTEGER = 2 ** 31 - 1;
const MAX_NAME_LENGTH = 256;

/**
 * @returns the IngestConfiguration of a stream. Values of sequence headers come first, then those of
 *   `onMetaData`, then measured ones. Unknown values are absent.
 */
export function ingestConfiguration({
  metadata: claims,
  video,
  audio,
  videoMean,
  audioMean,
}: KnownMedia): Ingest {
  return {
    ...(video && {
      video: {
        ...name('encoder', claims.encoder),
        ...whole('videoWidth', claims.width),
        ...whole('videoHeight', claims.height),
        ...whole('targetFramerate', positive(claims.framerate) ?? videoMean?.framesPerSecond),
        ...whole('targetBitrate', bitrate(claims.videodatarate, videoMean)),
        ...video,
      },
    }),
    ...(audio && {
      audio: {
        ...whole('targetBitrate', bitrate(claims.audiodatarate, audioMean)),
        ...whole('sampleRate', claims.audiosamplerate),
        ...audio,
      },
    }),
  };
}

/**
 * @param claim the bitrate in `onMetaData`, in units of 1000 bit/s. FFmpeg has units of 1024 bit/s, but IVS does not
 *   take account of that: AWS's example of GetStreamSession shows FFmpeg's 9 Mbit/s as 8789062 bit/s.
 */
function bitrate(claim: unknown, mean: MeanRate | undefined): number | undefined {
  const claimed = Math.floor((positive(claim) ?? 0) * CLAIM_UNIT);
  if (claimed === 0) return mean?.bitsPerSecond;
  const isFullWindow = mean !== undefined && mean.seconds >= WINDOW_SECONDS;
  return isFullWindow && mean.bitsPerSecond > claimed * MAX_BITRATE_RATIO
    ? mean.bitsPerSecond
    : claimed;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value <= MAX_INTEGER ? value : undefined;
}

function whole(member: string, value: unknown): Record<string, number> {
  const rounded = Math.round(positive(value) ?? 0);
  return rounded > 0 ? { [member]: rounded } : {};
}

function name(member: string, value: unknown): Record<string, string> {
  const fits = typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH;
  return fits ? { [member]: value } : {};
}
