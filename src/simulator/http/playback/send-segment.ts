import type { ServerResponse } from 'node:http';
import type { Segment, SegmentReader } from '../../playback/segment.ts';
import type { SegmentList } from '../../playback/segment-list.ts';
import { mediaHeaders, PlaybackError, sendMedia } from './respond.ts';

/** A player that leaves more bytes of a growing segment unread is disconnected. */
const MAX_UNREAD_BYTES = 4 * 2 ** 20;
/** A player that takes no byte for so long is disconnected. */
const IDLE_MS = 20_000;
/**
 * The segment that a playlist announced before the stream ended. The IVS player takes a 404 for it as a failure of the
 * network, and does not play what it has.
 */
const NOTHING = Buffer.alloc(0);

/**
 * Sends a segment: at once if it is complete, or else piece by piece as it grows. The next segment is sent when it
 * begins.
 *
 * @throws PlaybackError 404 for a segment that is no longer kept or will not come next
 */
export function sendSegment(
  response: ServerResponse,
  segments: SegmentList,
  sequence: number,
  hasEnded: boolean,
): void {
  const segment = segments.find(sequence);
  response.setTimeout(IDLE_MS, () => {
    // Without unread bytes, it is the encoder that sends nothing.
    if (response.writableLength > 0) response.destroy();
  });
  if (segment?.seconds !== undefined) sendMedia(response, 'segment', segment.content());
  else if (segment) sendGrowing(response, segment);
  else sendNext(response, segments, sequence, hasEnded);
}

function sendGrowing(response: ServerResponse, segment: Segment): void {
  response.writeHead(200, mediaHeaders('segment'));
  response.once('close', segment.read(readerOf(response)));
}

function sendNext(
  response: ServerResponse,
  segments: SegmentList,
  sequence: number,
  hasEnded: boolean,
): void {
  const isNext = sequence === segments.next;
  if (isNext && hasEnded) {
    sendMedia(response, 'segment', NOTHING);
    return;
  }
  const stop = isNext ? segments.readNext(readerOf(response)) : undefined;
  if (!stop) throw new PlaybackError(404, 'segment_not_found', `there is no segment ${sequence}`);
  response.once('close', stop);
}

function readerOf(response: ServerResponse): SegmentReader {
  return {
    write(bytes) {
      if (!response.headersSent) response.writeHead(200, mediaHeaders('segment'));
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else response.write(bytes);
    },
    end() {
      if (!response.headersSent) response.writeHead(200, mediaHeaders('segment'));
      response.end();
    },
  };
}
