import { describe, expect, test } from 'vitest';
import type { ChannelRecord } from '../../src/channels/record.ts';
import {
  SETTLING_MS,
  type SessionFacts,
  startedSinceEnd,
  streamStatusOf,
} from '../../src/channels/stream-status.ts';

const T0 = Date.parse('2026-11-21T12:00:00.000Z');
const NOW = T0 + 3_600_000;
const iso = (second: number) => new Date(T0 + second * 1_000).toISOString();
const ev = (second: number, streamId: string) => ({ at: iso(second), streamId });
const record = (rest: Omit<ChannelRecord, 'channelArn'> = {}): ChannelRecord => ({
  channelArn: 'arn',
  ...rest,
});
const session = (
  streamId: string,
  facts: Partial<Record<'created' | 'started' | 'ingestEnded' | 'ended' | 'seen', number>>,
): SessionFacts => ({
  streamId,
  ...Object.fromEntries(Object.entries(facts).map(([kind, s]) => [kind, { at: iso(s) }])),
});
const at = (second: number) => T0 + second * 1_000;

describe('the stream status of a channel', () => {
  test('without any known stream is unknown', () => {
    expect(streamStatusOf(record(), [], NOW)).toEqual({ state: 'unknown' });
  });

  test('whose newest stream ended in the second in which it started is ended', () => {
    const both = record({ lastStart: ev(10, 'st-a'), lastEnd: ev(10, 'st-a') });
    expect(streamStatusOf(both, [], NOW)).toEqual({ state: 'ended', streamId: 'st-a', at: at(10) });
  });

  test('of which only an end is known, as the start was lost, is ended', () => {
    const end = record({ lastEnd: ev(10, 'st-a') });
    expect(streamStatusOf(end, [], NOW)).toEqual({ state: 'ended', streamId: 'st-a', at: at(10) });
  });

  test('whose newest stream has no end is open, even if an older stream ended later', () => {
    const late = record({ lastStart: ev(10, 'st-b'), lastEnd: ev(12, 'st-a') });
    expect(streamStatusOf(late, [], NOW)).toMatchObject({ state: 'open' });
  });

  test('whose newest stream ended, by its session, before the older one is ended', () => {
    const late = record({ lastStart: ev(10, 'st-b'), lastEnd: ev(12, 'st-a') });
    const known = [
      session('st-b', { created: 10, ingestEnded: 11 }),
      session('st-a', { created: 5 }),
    ];
    expect(streamStatusOf(late, known, NOW)).toEqual({
      state: 'ended',
      streamId: 'st-b',
      at: at(12),
    });
  });

  test('of which only an event with an implausible time tells is unknown, as if it had never streamed', () => {
    const odd = { at: iso(-86_400 * 500), odd: 'old' };
    const guessed = { at: odd.at, repaired: true } as const;
    const alone: SessionFacts = { streamId: 'st-a', seen: odd, ended: guessed };
    const marked = record({ lastEnd: { at: odd.at, streamId: 'st-a' } });
    expect(streamStatusOf(marked, [alone], NOW)).toEqual({ state: 'unknown' });
    const confirmed = { ...alone, started: { at: iso(10), repaired: true } as const };
    expect(streamStatusOf(record(), [confirmed], NOW)).toMatchObject({ state: 'ended' });
  });

  test('of which only a takeover and a guessed end tell is unknown: IVS does not know that session', () => {
    const seen = { at: iso(10) };
    const guessed: SessionFacts = {
      streamId: 'st-a',
      seen,
      ended: { at: iso(10), repaired: true },
    };
    expect(streamStatusOf(record(), [guessed], NOW)).toEqual({ state: 'unknown' });
    const delivered = { ...guessed, ended: { at: iso(12) } };
    expect(streamStatusOf(record(), [delivered], NOW)).toMatchObject({ state: 'ended' });
    expect(streamStatusOf(record(), [{ streamId: 'st-a', seen }], NOW)).toMatchObject({
      state: 'open',
    });
  });

  test('of a session that only a takeover tells of follows from IVS if IVS knows the session', () => {
    const guess = { at: iso(10), repaired: true } as const;
    const guessed: SessionFacts = { streamId: 'st-a', seen: { at: iso(10) }, ended: guess };
    const fromIvs: SessionFacts = {
      streamId: 'st-a',
      created: { at: new Date(NOW).toISOString() },
    };
    expect(streamStatusOf(record(), [guessed, fromIvs], NOW)).toMatchObject({ state: 'settling' });
    const older = session('st-0', { started: 1, ended: 2 });
    const started: SessionFacts = { streamId: 'st-a', started: { at: iso(20) } };
    const status = streamStatusOf(record(), [older, guessed, started], NOW);
    expect(status).toMatchObject({ state: 'open', streams: [{ streamId: 'st-a' }] });
  });

  test('of a session that only a takeover tells of follows from the events in the record', () => {
    const guess = { at: iso(10), repaired: true } as const;
    const guessed: SessionFacts = { streamId: 'st-a', seen: { at: iso(10) }, ended: guess };
    const marked = record({ lastStart: ev(3_500, 'st-a') });
    expect(streamStatusOf(marked, [guessed], NOW)).toMatchObject({ state: 'settling' });
    const confirmed = record({ confirmedEnd: ev(10, 'st-a') });
    expect(streamStatusOf(confirmed, [guessed], NOW)).toEqual({ state: 'unknown' });
  });

  test('with an open session that the record does not know is open', () => {
    const ended = record({ lastStart: ev(10, 'st-a'), lastEnd: ev(20, 'st-a') });
    const known = [session('st-b', { created: 30 })];
    expect(streamStatusOf(ended, known, NOW)).toMatchObject({ state: 'open' });
  });

  test('with two streams that started in the same second is ended only if both have ended', () => {
    const tie = record({ lastStart: ev(10, 'st-b'), lastEnd: ev(10, 'st-b') });
    const open = [session('st-a', { created: 10 })];
    expect(streamStatusOf(tie, open, NOW)).toMatchObject({ state: 'open' });
    const over = [session('st-a', { created: 10, ended: 11 })];
    expect(streamStatusOf(tie, over, NOW)).toMatchObject({ state: 'ended', at: at(11) });
  });

  test('with an open stream and a newer one that ended is ended', () => {
    const known = [session('st-a', { created: 5 }), session('st-b', { created: 10, ended: 20 })];
    expect(streamStatusOf(record(), known, NOW)).toMatchObject({
      state: 'ended',
      streamId: 'st-b',
    });
  });

  test('with an end that only IVS reported is ended', () => {
    const confirmed = record({ lastStart: ev(10, 'st-b'), confirmedEnd: ev(9, 'st-b') });
    expect(streamStatusOf(confirmed, [], NOW)).toEqual({
      state: 'ended',
      streamId: 'st-b',
      at: at(10),
    });
  });

  test('with a session created less than 5 minutes ago is settling', () => {
    const young = record({ lastStart: ev(3_600 - 299, 'st-b'), lastEnd: ev(10, 'st-a') });
    const until = at(3_600 - 299) + SETTLING_MS;
    expect(streamStatusOf(young, [], NOW)).toEqual({ state: 'settling', streamId: 'st-b', until });
    expect(streamStatusOf(young, [], until)).toMatchObject({ state: 'open' });
  });

  test('with a session created less than 5 minutes ago that has ended is ended', () => {
    const over = record({ lastStart: ev(3_590, 'st-b'), lastEnd: ev(3_595, 'st-b') });
    expect(streamStatusOf(over, [], NOW)).toMatchObject({ state: 'ended' });
  });

  test('with a Stream Failure is open, because a failure is not an end', () => {
    const failed = { ...session('st-a', { created: 10, started: 11 }), failed: { at: iso(12) } };
    expect(streamStatusOf(record(), [failed], NOW)).toMatchObject({ state: 'open' });
  });
});

test('startedSinceEnd is true only for a later start of another stream', () => {
  const since = (start: [number, string], end: [number, string]) =>
    startedSinceEnd(record({ lastStart: ev(...start), lastEnd: ev(...end) }));
  expect(since([11, 'st-b'], [10, 'st-a'])).toBe(true);
  expect(since([10, 'st-b'], [10, 'st-a'])).toBe(false);
  expect(since([11, 'st-a'], [10, 'st-a'])).toBe(false);
  expect(since([9, 'st-b'], [10, 'st-a'])).toBe(false);
  expect(startedSinceEnd(record({ lastStart: ev(9, 'st-b') }))).toBe(false);
});
