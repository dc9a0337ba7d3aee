import { ControlError } from '../errors.ts';
import type { EncoderRequest } from '../types.ts';
import type { EventPublisher } from './event-publisher.ts';
import { completeIngest } from './ingest.ts';
import type { StreamSession } from './stream-session.ts';

type TakeoverErrorCode = 'StreamTakeoverInvalidPriority' | 'StreamTakeoverMediaMismatch';

/** Members of the ingest configuration that must stay the same in a takeover. */
const FIXED_MEDIA = ['codec', 'videoWidth', 'videoHeight'];

/**
 * Checks whether an encoder may take over the stream of the connected encoder. It needs a higher priority and
 * the same media. Media that are not known yet are not compared.
 *
 * @throws ControlError 409 if not. For a request with a priority, the event Stream Takeover Failure comes first.
 */
export function requireTakeover(
  session: StreamSession,
  request: EncoderRequest,
  publisher: EventPublisher,
): void {
  const { priority = 0 } = request;
  if (priority === 0) throw new ControlError(409, 'the channel is live');
  const code = takeoverErrorCode(session, request, priority);
  if (!code) return;
  publisher.stateChange(session, 'Stream Takeover Failure', { code });
  throw new ControlError(409, `the channel is live, and the takeover was refused: ${code}`);
}

/** @see https://docs.aws.amazon.com/ivs/latest/APIReference/API_StreamEvent.html */
function takeoverErrorCode(
  session: StreamSession,
  { ingest }: EncoderRequest,
  priority: number,
): TakeoverErrorCode | undefined {
  if (priority <= session.encoder.priority) return 'StreamTakeoverInvalidPriority';
  if (!ingest) return undefined;
  const { video } = completeIngest(ingest);
  const isSameMedia = FIXED_MEDIA.every(
    (member) => video?.[member] === session.ingest.video?.[member],
  );
  return isSameMedia ? undefined : 'StreamTakeoverMediaMismatch';
}
