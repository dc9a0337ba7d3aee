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

describe('a channel', () => {
  test('of which nothing is known', () => {
    expect(streamStatusOf(record(), [], NOW)).toEqual({ state: 'unknown' });
  });

  test('whose newest stream ended, in the same second even', () => {
    const both = record({ lastStart: ev(10, 'st-a'), lastEnd: ev(10, 'st-a') });
    expect(streamStatusOf(both, [], NOW)).toEqual({ state: 'ended', streamId: 'st-a', at: at(10) });
  });

  test('of which only an end is known: its start was lost', () => {
    const end = record({ lastEnd: ev(10, 'st-a') });
    expect(streamStatusOf(end, [], NOW)).toEqual({ state: 'ended', streamId: 'st-a', at: at(10) });
  });

  test('whose newest stream has no end, though an older one ended later', () => {
    const late = record({ lastStart: ev(10, 'st-b'), lastEnd: ev(12, 'st-a') });
    expect(streamStatusOf(late, [], NOW)).toMatchObject({ state: 'open' });
  });

  test('whose newest stream ended earlier than the older one: the session tells', () => {
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

  test('that only its sessions know to be open', () => {
    const ended = record({ lastStart: ev(10, 'st-a'), lastEnd: ev(20, 'st-a') });
    const known = [session('st-b', { created: 30 })];
    expect(streamStatusOf(ended, known, NOW)).toMatchObject({ state: 'open' });
  });

  test('with two streams that started in the same second: each must have ended', () => {
    const tie = record({ lastStart: ev(10, 'st-b'), lastEnd: ev(10, 'st-b') });
    const open = [session('st-a', { created: 10 })];
    expect(streamStatusOf(tie, open, NOW)).toMatchObject({ state: 'open' });
    const over = [session('st-a', { created: 10, ended: 11 })];
    expect(streamStatusOf(tie, over, NOW)).toMatchObject({ state: 'ended', at: at(11) });
  });

  test('with an older open stream: the newer one closed it', () => {
    const known = [session('st-a', { created: 5 }), session('st-b', { created: 10, ended: 20 })];
    expect(streamStatusOf(record(), known, NOW)).toMatchObject({
      state: 'ended',
      streamId: 'st-b',
    });
  });

  test('whose lost end IVS confirmed', () => {
    const confirmed = record({ lastStart: ev(10, 'st-b'), confirmedEnd: ev(9, 'st-b') });
    expect(streamStatusOf(confirmed, [], NOW)).toEqual({
      state: 'ended',
      streamId: 'st-b',
      at: at(10),
    });
  });

  test('whose session was created less than 5 minutes ago counts as live', () => {
    const young = record({ lastStart: ev(3_600 - 299, 'st-b'), lastEnd: ev(10, 'st-a') });
    const until = at(3_600 - 299) + SETTLING_MS;
    expect(streamStatusOf(young, [], NOW)).toEqual({ state: 'settling', streamId: 'st-b', until });
    expect(streamStatusOf(young, [], until)).toMatchObject({ state: 'open' });
  });

  test('whose young session has ended does not', () => {
    const over = record({ lastStart: ev(3_590, 'st-b'), lastEnd: ev(3_595, 'st-b') });
    expect(streamStatusOf(over, [], NOW)).toMatchObject({ state: 'ended' });
  });

  test('whose stream failed has not ended by that', () => {
    const failed = { ...session('st-a', { created: 10, started: 11 }), failed: { at: iso(12) } };
    expect(streamStatusOf(record(), [failed], NOW)).toMatchObject({ state: 'open' });
  });
});

test('only a strictly later start of another stream unmarks', () => {
  const since = (start: [number, string], end: [number, string]) =>
    startedSinceEnd(record({ lastStart: ev(...start), lastEnd: ev(...end) }));
  expect(since([11, 'st-b'], [10, 'st-a'])).toBe(true);
  expect(since([10, 'st-b'], [10, 'st-a'])).toBe(false);
  expect(since([11, 'st-a'], [10, 'st-a'])).toBe(false);
  expect(since([9, 'st-b'], [10, 'st-a'])).toBe(false);
  expect(startedSinceEnd(record({ lastStart: ev(9, 'st-b') }))).toBe(false);
});
