import { describe, expect, test } from 'vitest';
import {
  beganAt,
  eventDetail,
  failureText,
  sinceStartText,
} from '../../../src/console/page/views/session/session-texts.ts';
import type { FullSessionView } from '../../../src/sessions/queries/full-view.ts';

const SESSION: FullSessionView = {
  ...{ channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456', streamId: 'st-1' },
  ...{ state: 'failed', createdAt: '2026-11-27T10:00:00Z', failedAt: '2026-11-27T11:00:00Z' },
};

describe('why a session failed', () => {
  test.each([
    [{ reason: 'no capacity', code: 'X' }, 'no capacity, X'],
    [{ startedAt: '2026-11-27T10:00:05Z' }, 'IVS did not say why.'],
    [{}, 'It ended before it was live.'],
    [{ state: 'ended' as const, reason: 'x' }, ''],
  ])('%j', (changes, text) => {
    expect(failureText({ ...SESSION, ...changes })).toBe(text);
  });
});

test('a session began with its first known event', () => {
  const { createdAt: _1, ...rest } = SESSION;
  expect(beganAt(SESSION)).toBe('2026-11-27T10:00:00Z');
  expect(beganAt({ ...rest, seenAt: '2026-11-27T10:30:00Z' })).toBe('2026-11-27T10:30:00Z');
  expect(beganAt(rest)).toBeUndefined();
});

test('an event says all members that its row does not show, also those of the future', () => {
  const detail = {
    ...{ event_name: 'Ingest Bitrate', channel_name: 'show', stream_id: 'st-1', empty: '' },
    ...{ limit_value: 8_500_000, exceeded_by: 10, new_member: { a: 1 } },
  };
  expect(eventDetail(detail)).toBe('limit value: 8500000, exceeded by: 10, new member: {"a":1}');
  expect(eventDetail('text')).toBe('');
});

test.each([
  [-6_000, '−0:06'],
  [0, '+0:00'],
  [3_723_000, '+1:02:03'],
])('%i ms since the start is %s', (ms, text) => {
  expect(sinceStartText(ms)).toBe(text);
});
