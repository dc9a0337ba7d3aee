import type { Channel } from '../state/resources.ts';
import type { SessionEndCode } from './event-names.ts';
import type { Track, Tracks } from './ingest.ts';

/** Lines of the largest picture, by `maximumResolution`. */
const MAX_LINES: Record<string, number> = { SD: 480, HD: 720, FULL_HD: 1_080 };

/**
 * @returns why IVS ends the session of an encoder that sends these tracks; undefined if the channel allows them
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_StreamEvent.html
 */
export function multitrackProblem(
  { multitrackInputConfiguration: { enabled, policy, maximumResolution } }: Channel,
  { video }: Tracks,
): SessionEndCode | undefined {
  const isMultitrack = video.length > 1;
  if (!isMultitrack) {
    return enabled && policy === 'REQUIRE' ? 'MultitrackInputRequired' : undefined;
  }
  if (!enabled) return 'MultitrackInputNotAllowed';
  const maxLines = MAX_LINES[maximumResolution] ?? Number.POSITIVE_INFINITY;
  const isTooLarge = (track: Track) => linesOf(track) > maxLines;
  return video.some(isTooLarge) ? 'InvalidMultitrackInputVideoTrackMediaProperties' : undefined;
}

/** The lines of a picture; of one that is upright, its columns. */
const linesOf = ({ videoWidth = 0, videoHeight = 0 }: Track): number =>
  Math.min(Number(videoWidth), Number(videoHeight));
