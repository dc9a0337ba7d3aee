import type { Channel } from '../state/resources.ts';
import type { Track, Tracks } from './ingest.ts';

/** A limit that was exceeded, and by how much. */
export interface LimitExcess {
  value: number;
  unit: string;
  exceededBy: number;
}

export interface IngestBreach extends LimitExcess {
  name: 'Ingest Bitrate' | 'Ingest Resolution';
}

interface BitrateLimit {
  /** Bits per second at 480p or less. */
  upTo480p: number;
  /** Bits per second between 480p and 1080p. */
  above480p: number;
}

/**
 * Limits of the bitrate by channel type. A type that is not listed has none.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/channel-types.html
 */
const BITRATE_LIMITS: Record<string, BitrateLimit> = {
  BASIC: { upTo480p: 1_500_000, above480p: 3_500_000 },
  STANDARD: { upTo480p: 8_500_000, above480p: 8_500_000 },
  ADVANCED_SD: { upTo480p: 8_500_000, above480p: 8_500_000 },
  ADVANCED_HD: { upTo480p: 8_500_000, above480p: 8_500_000 },
};
/** The largest picture of every channel type: Full HD, upright or not. */
const MAX_EDGE = 1_920;
const MAX_PIXELS: number = 1_920 * 1_080;

/**
 * @returns one breach for each limit that a video track exceeds. A picture with too many pixels may also have an
 *   edge that is too long; that is one breach.
 */
export function ingestBreaches(
  { type }: Pick<Channel, 'type'>,
  { video }: Pick<Tracks, 'video'>,
): IngestBreach[] {
  const limit = BITRATE_LIMITS[type];
  if (!limit) return [];
  return [
    ...video.flatMap((track) => bitrateBreach(track, limit)).slice(0, 1),
    ...video.flatMap(resolutionBreach).slice(0, 1),
  ];
}

function bitrateBreach(track: Track, { upTo480p, above480p }: BitrateLimit): IngestBreach[] {
  const limit = isUpTo480p(track) ? upTo480p : above480p;
  return excess('Ingest Bitrate', 'bits per second', numberOf(track.targetBitrate), limit);
}

function resolutionBreach(track: Track): IngestBreach[] {
  const [width, height] = [numberOf(track.videoWidth), numberOf(track.videoHeight)];
  const pixels = excess('Ingest Resolution', 'total pixels', width * height, MAX_PIXELS);
  if (pixels.length > 0) return pixels;
  return excess('Ingest Resolution', 'pixels per edge', Math.max(width, height), MAX_EDGE);
}

/** Whether a picture has at most 480 lines, or is such a picture upright. A size that is not known has more. */
function isUpTo480p({ videoWidth, videoHeight }: Track): boolean {
  const shorterEdge = Math.min(numberOf(videoWidth), numberOf(videoHeight));
  return shorterEdge > 0 && shorterEdge <= 480;
}

function excess(
  name: IngestBreach['name'],
  unit: string,
  actual: number,
  value: number,
): IngestBreach[] {
  return actual > value ? [{ name, value, unit, exceededBy: actual - value }] : [];
}

const numberOf = (value: string | number | undefined): number => Number(value ?? 0);
