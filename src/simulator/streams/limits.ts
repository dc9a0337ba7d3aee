import type { Channel } from '../state/resources.ts';
import type { Ingest } from '../types.ts';

export interface IngestBreach {
  name: 'Ingest Bitrate' | 'Ingest Resolution';
  limit_value: number;
  exceeded_by: number;
  limit_unit: string;
}

interface IngestLimit {
  bitsPerSecond: number;
  totalPixels: number;
}

const FULL_HD: number = 1_920 * 1_080;
/**
 * Limits of the ingest by channel type. A type that is not listed has none.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/streaming-config.html
 */
const LIMITS: Record<string, IngestLimit> = {
  BASIC: { bitsPerSecond: 3_500_000, totalPixels: FULL_HD },
  STANDARD: { bitsPerSecond: 8_500_000, totalPixels: FULL_HD },
  ADVANCED_SD: { bitsPerSecond: 8_500_000, totalPixels: FULL_HD },
  ADVANCED_HD: { bitsPerSecond: 8_500_000, totalPixels: FULL_HD },
};

/** @returns one breach for each limit of the channel's type that the ingest exceeds */
export function ingestBreaches({ type }: Channel, { video = {} }: Ingest): IngestBreach[] {
  const limit = LIMITS[type];
  if (!limit) return [];
  const pixels = numberOf(video.videoWidth) * numberOf(video.videoHeight);
  return [
    breach('Ingest Bitrate', 'bits per second', numberOf(video.targetBitrate), limit.bitsPerSecond),
    breach('Ingest Resolution', 'total pixels', pixels, limit.totalPixels),
  ].filter(({ exceeded_by }) => exceeded_by > 0);
}

function breach(
  name: IngestBreach['name'],
  unit: string,
  value: number,
  limit: number,
): IngestBreach {
  return { name, limit_value: limit, exceeded_by: value - limit, limit_unit: unit };
}

const numberOf = (value: string | number | undefined): number => Number(value ?? 0);
