import { describe, expect, test } from 'vitest';
import {
  type StreamPeriod,
  stickyActionOf,
  streamPeriodOf,
} from '../../../src/metadata/sticky/sticky-action.ts';
import type { SessionSummary } from '../../../src/sessions/summary.ts';
import fc from '../../support/fast-check.ts';

const HOUR = 3_600_000;
const A: StreamPeriod = { startAt: 1_000, endAt: 2_000 };
const B: StreamPeriod = { startAt: 3_000 };
const actionAt = (setAt: number, streams: StreamPeriod[], now = 5_000) =>
  stickyActionOf({ setAt }, streams, now);

describe('the action for a sticky value', () => {
  test('depends on the stream that was live when the value was set', () => {
    expect(actionAt(3_500, [A, B])).toBe('repeat');
    expect(actionAt(1_500, [A, B])).toBe('forget');
    expect(actionAt(2_000, [A])).toBe('forget');
  });

  test('is to wait for a stream for up to a day if none was live', () => {
    expect(actionAt(2_001, [A])).toBe('wait');
    expect(actionAt(2_001, [])).toBe('wait');
    expect(actionAt(2_001, [A, B])).toBe('repeat');
    expect(actionAt(2_001, [A, { ...B, endAt: 4_000 }])).toBe('forget');
    expect(actionAt(2_001, [A], 2_001 + 24 * HOUR)).toBe('wait');
    expect(actionAt(2_001, [A], 2_002 + 24 * HOUR)).toBe('forget');
  });

  test('depends on the newer of two streams that overlap or have no known end', () => {
    const late = { startAt: 1_000, endAt: 3_400 };
    expect(actionAt(3_200, [late, B])).toBe('repeat');
    expect(actionAt(2_900, [late, B])).toBe('forget');
    expect(actionAt(1_500, [{ startAt: 1_000 }, B])).toBe('forget');
    expect(actionAt(3_000, [B, { startAt: 3_000, endAt: 3_500 }])).toBe('repeat');
  });

  test('is to wait until viewers can watch', () => {
    expect(actionAt(3_500, [A, { ...B, liveAt: 5_001 }])).toBe('wait');
    expect(actionAt(3_500, [A, { ...B, liveAt: 5_000 }])).toBe('repeat');
  });

  test('is to forget it after its own expiry', () => {
    expect(stickyActionOf({ setAt: 3_500, until: 5_000 }, [B], 4_999)).toBe('repeat');
    expect(stickyActionOf({ setAt: 3_500, until: 5_000 }, [B], 5_000)).toBe('forget');
  });

  test('does not depend on the order of the sessions, and forget never changes back', () => {
    const SAME_START: StreamPeriod[] = [
      { startAt: 5, endAt: 5 },
      { startAt: 5, endAt: 6 },
    ];
    const span = fc
      .tuple(fc.nat(50), fc.option(fc.nat(30), { nil: undefined }))
      .map(
        ([startAt, length]): StreamPeriod =>
          length === undefined ? { startAt } : { startAt, endAt: startAt + length },
      );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), fc.nat(60), fc.nat(20), (spans, setAt, gap) => {
        const now = 100;
        const first = actionAt(setAt, spans, now);
        const open = spans.filter(({ endAt }) => endAt === undefined);
        if (new Set(open.map(({ startAt }) => startAt)).size === open.length) {
          expect(actionAt(setAt, [...spans].reverse(), now)).toBe(first);
        }
        const newer = { startAt: 101 + gap };
        if (first === 'forget') expect(actionAt(setAt, [...spans, newer], 200)).toBe('forget');
        if (first === 'repeat') expect(actionAt(setAt, [...spans, newer], 200)).toBe('forget');
        if (first === 'wait') expect(actionAt(setAt, [...spans, newer], 200)).toBe('repeat');
      }),
      { numRuns: 1_000, examples: [[SAME_START, 6, 0]] },
    );
  });
});

describe('a session', () => {
  const fact = (at: string) => ({ at, id: at });
  const summary = (facts: Partial<SessionSummary>): SessionSummary => ({
    ...{ channelArn: 'arn', streamId: 'st-1', phase: 'LIVE' },
    sessionAt: '2026-11-21T12:00:00.000Z',
    ...facts,
  });

  test('is open until its end is known, which is the end of that second', () => {
    const startAt = Date.parse('2026-11-21T12:00:00.000Z');
    const failed = fact('2026-11-21T12:00:05.000Z');
    const started = fact('2026-11-21T12:00:04.000Z');
    expect(streamPeriodOf(summary({ started, failed }))).toEqual({ startAt });
    const ingestEnded = fact('2026-11-21T12:00:06.000Z');
    expect(streamPeriodOf(summary({ started, failed, ingestEnded }))).toEqual({
      startAt,
      endAt: startAt + 6_999,
    });
    const ended = fact('2026-11-21T12:00:08.000Z');
    expect(streamPeriodOf(summary({ ingestEnded, ended }))).toEqual({
      startAt,
      endAt: startAt + 8_999,
    });
  });

  test('that ended before its stream started is no stream: values wait for the next one', () => {
    const created = fact('2026-11-21T12:00:00.000Z');
    const ended = fact('2026-11-21T12:00:06.000Z');
    expect(streamPeriodOf(summary({ created, ingestEnded: ended }))).toBeUndefined();
    expect(streamPeriodOf(summary({ created, seen: created, ingestEnded: ended }))).toBeUndefined();
    expect(streamPeriodOf(summary({ started: created, ingestEnded: ended }))).toBeDefined();
    expect(streamPeriodOf(summary({ created, ended }))).toBeDefined();
  });

  test('without a known Stream Start counts as live after 15 s', () => {
    const startAt = Date.parse('2026-11-21T12:00:00.000Z');
    const created = fact('2026-11-21T12:00:00.000Z');
    expect(streamPeriodOf(summary({ created }))).toEqual({ startAt, liveAt: startAt + 15_000 });
    expect(streamPeriodOf(summary({ created, seen: created }))).toEqual({ startAt });
  });
});
