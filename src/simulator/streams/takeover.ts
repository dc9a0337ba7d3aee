import { ControlError } from '../errors.ts';
import type { EncoderRequest } from '../types.ts';
import type { EventPublisher } from './event-publisher.ts';
import { completeIngest } from './ingest.ts';
import type { StreamSession } from './stream-session.ts';

/**
 * An encoder wants a stream that another one feeds: it gets it with a higher priority and the same
 * media. Media that are not known yet are not held against it.
 *
 * @throws ControlError 409 if it does not get it, after a Stream Takeover Failure
 */
export function admitTakeover(
  session: StreamSession,
  request: EncoderRequest,
  publisher: EventPublisher,
): void {
  const { priority = 0 } = request;
  if (priority === 0) throw new ControlError(409, 'the channel is live');
  const code = takeoverErrorCode(session, request, priority);
  if (code) {
    publisher.stateChange(session, 'Stream Takeover Failure', { code });
    throw new ControlError(409, `the channel is live, and the takeover was refused: ${code}`);
  }
}

/** @see https://docs.aws.amazon.com/ivs/latest/APIReference/API_StreamEvent.html for the codes */
function takeoverErrorCode(
  session: StreamSession,
  { ingest }: EncoderRequest,
  priority: number,
): string | undefined {
  if (priority <= session.encoder.priority) return 'StreamTakeoverInvalidPriority';
  if (!ingest) return undefined;
  const { video } = completeIngest(ingest);
  const sameMedia = ['codec', 'videoWidth', 'videoHeight'].every(
    (member) => video?.[member] === session.ingest.video?.[member],
  );
  return sameMedia ? undefined : 'StreamTakeoverMediaMismatch';
}
