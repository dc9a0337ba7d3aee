import type { Ingest } from '../types.ts';
import { type Mean, WINDOW_S } from './rate.ts';
import type { Description } from './sequence-headers.ts';

/** What is known of a stream's media. */
export interface Known {
  /** `onMetaData`: what the encoder says of itself. */
  claims: Record<string, unknown>;
  /** From the sequence headers; absent while nothing of that track has come. */
  video?: Description;
  audio?: Description;
  /** Measured. */
  videoMean?: Mean | undefined;
  audioMean?: Mean | undefined;
}

/** An encoder's word on its bitrate holds until it sends so many times as much, for a whole window. */
const TRUSTED = 1.2;
const LARGEST = 2 ** 31 - 1;
const LONGEST_NAME = 256;

/**
 * The ingest configuration of a stream, in the service's form. Sequence headers win over what the
 * encoder says of itself, which wins over what can only be measured.
 */
export function ingestFrom({ claims, video, audio, videoMean, audioMean }: Known): Ingest {
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
  { encoder }: Known['claims'],
  claim: unknown,
  mean: Mean | undefined,
): number | undefined {
  const kilo = typeof encoder === 'string' && encoder.startsWith('Lavf') ? 1_024 : 1_000;
  const claimed = (positive(claim) ?? 0) * kilo;
  if (claimed === 0) return mean?.bitsPerSecond;
  const isProven = mean !== undefined && mean.seconds >= WINDOW_S;
  return isProven && mean.bitsPerSecond > claimed * TRUSTED ? mean.bitsPerSecond : claimed;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 && value <= LARGEST ? value : undefined;
}

function whole(member: string, value: unknown): Record<string, number> {
  const rounded = Math.round(positive(value) ?? 0);
  return rounded > 0 ? { [member]: rounded } : {};
}

function name(member: string, value: unknown): Record<string, string> {
  const fits = typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
  return fits ? { [member]: value } : {};
}
