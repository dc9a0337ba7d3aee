import { ControlError } from '../errors.ts';
import type { EncoderRequest } from '../types/encoders.ts';
import type { TakeoverErrorCode } from './event-names.ts';
import type { EventPublisher } from './event-publisher.ts';
import { completeTracks } from './ingest.ts';
import type { StreamSession } from './stream-session.ts';

/** Members of the ingest configuration that must stay the same in a takeover. */
const FIXED_MEDIA = ['codec', 'videoWidth', 'videoHeight'];

/**
 * Checks whether an encoder may take over the stream of the connected encoder. It needs a higher priority and
 * the same media. Media that are not known yet are not compared.
 *
 * @param limit how often a stream may be taken over
 * @throws ControlError 409 if not. For a request with a priority, the event Stream Takeover Failure comes first.
 */
export function requireTakeover(
  session: StreamSession,
  request: EncoderRequest,
  { publisher, limit }: { publisher: EventPublisher; limit: number },
): void {
  const { priority = 0 } = request;
  if (priority === 0) throw new ControlError(409, 'the channel is live');
  const code =
    takeoverErrorCode(session, request, priority) ??
    (session.takeovers >= limit ? 'StreamTakeoverLimitBreached' : undefined);
  if (!code) return;
  publisher.stateChange(session, 'Stream Takeover Failure', { code });
  throw new ControlError(409, `the channel is live, and the takeover was refused: ${code}`);
}

/** @see https://docs.aws.amazon.com/ivs/latest/APIReference/API_StreamEvent.html */
function takeoverErrorCode(
  session: StreamSession,
  request: EncoderRequest,
  priority: number,
): TakeoverErrorCode | undefined {
  if (priority <= session.encoder.priority) return 'StreamTakeoverInvalidPriority';
  if (!request.ingest && !request.ingestConfigurations) return undefined;
  const [before, after] = [session.tracks.video, completeTracks(request).video];
  const isSameMedia =
    before.length === after.length &&
    FIXED_MEDIA.every((member) => before[0]?.[member] === after[0]?.[member]);
  return isSameMedia ? undefined : 'StreamTakeoverMediaMismatch';
}
