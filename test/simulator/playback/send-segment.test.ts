import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { sendSegment } from '../../../src/simulator/http/playback/send-segment.ts';
import { SegmentList } from '../../../src/simulator/playback/segment-list.ts';

/** A response whose client takes no byte. */
class StalledResponse extends EventEmitter {
  writableLength = 0;
  headersSent = false;
  destroyed = false;
  ended = false;
  onIdle: () => void = () => undefined;
  setTimeout(_ms: number, onIdle: () => void) {
    this.onIdle = onIdle;
  }
  writeHead() {
    this.headersSent = true;
    return this;
  }
  write(bytes: Buffer) {
    this.writableLength += bytes.length;
  }
  end(bytes?: Buffer) {
    this.writableLength += bytes?.length ?? 0;
    this.ended = true;
  }
  destroy() {
    this.destroyed = true;
    this.emit('close');
  }
}

const MIB = Buffer.alloc(2 ** 20);
const start = { startedAt: 0, isDiscontinuity: false };

function reading(segments: SegmentList, sequence: number): StalledResponse {
  const response = new StalledResponse();
  sendSegment(response as unknown as ServerResponse, segments, sequence, false);
  return response;
}

describe('a player that does not read', () => {
  test.each([
    { title: 'the segment that grows', sequence: 0 },
    { title: 'the next segment', sequence: 1 },
  ])('is disconnected when too much of $title waits for it', ({ sequence }) => {
    const segments = new SegmentList(3);
    segments.begin(start);
    const response = reading(segments, sequence);
    if (sequence === 1) {
      segments.end(2);
      segments.begin(start);
    }
    for (let n = 0; n < 20; n++) segments.growing?.append(MIB);
    expect(response.destroyed).toBe(true);
    expect(response.writableLength).toBeLessThanOrEqual(5 * MIB.length);
  });

  test('is disconnected when it takes nothing for a while', () => {
    const segments = new SegmentList(3);
    segments.begin(start).append(MIB);
    segments.end(2);
    const response = reading(segments, 0);
    expect(response.ended).toBe(true);
    response.onIdle();
    expect(response.destroyed).toBe(true);
  });

  test('is not disconnected while the encoder sends nothing', () => {
    const segments = new SegmentList(3);
    segments.begin(start);
    const response = reading(segments, 0);
    response.onIdle();
    expect(response.destroyed).toBe(false);
  });

  test('does not keep the others from reading', () => {
    const segments = new SegmentList(3);
    segments.begin(start);
    reading(segments, 0).destroy();
    const other = reading(segments, 0);
    segments.growing?.append(MIB);
    segments.end(2);
    expect([other.writableLength, other.ended]).toEqual([MIB.length, true]);
  });
});

test('the segment that was announced before the stream ended is empty, and no failure', () => {
  const segments = new SegmentList(3);
  segments.begin(start);
  const waiting = reading(segments, 1);
  segments.end(2);
  segments.endWaiting();
  const late = new StalledResponse();
  sendSegment(late as unknown as ServerResponse, segments, 1, true);
  expect([waiting.ended, late.ended]).toEqual([true, true]);
  expect(() => sendSegment(late as unknown as ServerResponse, segments, 2, true)).toThrow(
    'no segment',
  );
});

test('waiting players are as many as 1000, and the next one gets 404', () => {
  const segments = new SegmentList(3);
  for (let n = 0; n < 1_000; n++) reading(segments, 0);
  expect(() => reading(segments, 0)).toThrow('there is no segment 0');
  segments.endWaiting();
  expect(() => reading(segments, 0)).not.toThrow();
});

test('memory of a channel is bounded: the newest segments, and three more for players that are late', () => {
  const segments = new SegmentList(6);
  for (let n = 0; n < 100; n++) {
    segments.begin(start).append(Buffer.alloc(100));
    segments.end(2);
  }
  expect(segments.bytes).toBe(900);
});
