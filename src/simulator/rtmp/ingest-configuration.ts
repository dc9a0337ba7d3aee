import type { Ingest } from '../types.ts';
import { type MeanRate, WINDOW_SECONDS } from './rate.ts';
import type { TrackDescription } from './sequence-headers.ts';

/** What is known of a stream's media. */
export interface KnownMedia {
  /** `onMetaData`: what the encoder says of itself. */
  metadata: Record<string, unknown>;
  /** From the sequence headers; absent while nothing of that track has come. */
  video?: TrackDescription;
  audio?: TrackDescription;
  /** Measured. */
  videoMean?: MeanRate | undefined;
  audioMean?: MeanRate | undefined;
}

/** An encoder's word on its bitrate holds until it sends so many times as much, for a whole window. */
const MAX_BITRATE_RATIO = 1.2;
const MAX_INTEGER = 2 ** 31 - 1;
const MAX_NAME_LENGTH = 256;

/**
 * The ingest configuration of a stream, in the service's form. Sequence headers win over what the
 * encoder says of itself, which wins over what can only be measured.
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
        ...whole('targetBitrate', bitrate(claims, claims.videodatarate, videoMean)),
        ...video,
      },
    }),
    ...(audio && {
      audio: {
        ...whole('targetBitrate', bitrate(claims, claims.audiodatarate, audioMean)),
        ...whole('sampleRate', claims.audiosamplerate),
        ...audio,
      },
    }),
  };
}

/** @param claim in kbit/s, as FLV has it; FFmpeg's muxer (Lavf) divides by 1024 */
function bitrate(
  { encoder }: KnownMedia['metadata'],
  claim: unknown,
  mean: MeanRate | undefined,
): number | undefined {
  const kilo = typeof encoder === 'string' && encoder.startsWith('Lavf') ? 1_024 : 1_000;
  const claimed = (positive(claim) ?? 0) * kilo;
  if (claimed === 0) return mean?.bitsPerSecond;
  const isProven = mean !== undefined && mean.seconds >= WINDOW_SECONDS;
  return isProven && mean.bitsPerSecond > claimed * MAX_BITRATE_RATIO
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
