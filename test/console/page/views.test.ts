import { describe, expect, test } from 'vitest';
import {
  failedAtOf,
  howFailed,
  whyFailed,
} from '../../../src/console/page/views/days/why-failed.ts';
import { playbackUrl } from '../../../src/console/page/views/live/playback-url.ts';
import { needsOf } from '../../../src/console/page/views/overview/needs.ts';
import { isHeld, isShown, SHOWN } from '../../../src/console/page/views/plan/rows.ts';
import type { Overview } from '../../../src/doctor/overview/overview.ts';
import type { PlannedChannel } from '../../../src/explain/planned-channel.ts';
import type { FullSessionView } from '../../../src/sessions/queries/full-view.ts';
import { readPlaybackPath } from '../../../src/simulator/playback/paths.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
const NOW = Date.parse('2026-11-27T12:00:00.000Z');

const CALM: Overview = {
  ...{ at: '2026-11-27T12:00:00.000Z', stage: 'prod', region: 'us-west-2', version: '0.1.0' },
  ...{ tagPrefix: 'autopilot:', modes: { cleanupMode: 'apply', rotationMode: 'apply' } },
  ...{ heldChannels: 0, overdueKeys: 0, throttled: 0, problems: [] },
  deadLetters: { metadata: 0, function: 0, hasMore: false },
  metadata: { history: 'on', waiting: 900, perSecond: 3, requestsPerSecond: 2, throttled: 0 },
};
const LIVE: FullSessionView = { channelArn: ARN, streamId: 'st-1', state: 'live' };

describe('what needs an operator', () => {
  test('is nothing while all is well, however much is live and waits', () =>
    expect(needsOf({ overview: CALM, live: [LIVE], breaches: [] }, NOW)).toEqual([]));

  test('is nothing as long as nothing is known', () => expect(needsOf({}, NOW)).toEqual([]));

  test('names each thing once, with what to do and where to look', () => {
    const overview: Overview = {
      ...CALM,
      ...{ heldChannels: 7, heldSince: '2026-11-27T10:00:00.000Z', overdueKeys: 1, throttled: 3 },
      deadLetters: { metadata: 2, function: 1, hasMore: true },
      problems: [{ what: 'throttled', message: 'AccessDenied', todo: 'allow it' }],
    };
    const starving = (starvingSince: string) => ({ ...LIVE, starvingSince });
    const live = [starving('2026-11-27T11:59:30.000Z'), starving('2026-11-27T11:58:00.000Z'), LIVE];
    const needs = needsOf({ overview, live }, NOW);
    expect(needs.map(({ id, to }) => [id, to])).toEqual([
      ['starving', '/live?health=starving'],
      ['problem throttled', undefined],
      ['held', '/cleanup'],
      ['letters', '/letters'],
      ['overdue', '/plan?show=overdue'],
      ['throttled', undefined],
    ]);
    expect(needs[0]).toMatchObject({ since: '2026-11-27T11:58:00.000Z' });
    expect(needs[0]?.what).toContain('2 live streams are starving');
    expect(needs[3]?.what).toContain('More than 3 dead letters');
    expect(needs.every(({ todo }) => todo !== '')).toBe(true);
  });

  test('has the limit breaches of the account of a day', () => {
    const breach = { limit: 'Concurrent Viewers', value: 15_100, unit: 'Count', exceededBy: 100 };
    const breaches = [
      { ...breach, at: '2026-11-27T11:00:00.000Z' },
      { ...breach, at: '2026-11-26T11:00:00.000Z' },
    ];
    expect(needsOf({ breaches }, NOW).map(({ what }) => what)).toEqual([
      'The account has exceeded its limit of Concurrent Viewers by 100 (15,100).',
    ]);
  });
});

describe('the plan shows', () => {
  const nothing: PlannedChannel = {
    ...{ channelArn: ARN, name: '', tags: {}, reason: 'untagged', why: 'it has no tag' },
  };
  const deletion: PlannedChannel = { ...nothing, next: 'delete-channel', reason: 'grace' };
  const overdue: PlannedChannel = {
    ...nothing,
    next: 'rotate-key',
    reason: 'live',
    overdueSince: '2026-11-20T12:00:00.000Z',
  };
  const held: PlannedChannel = { ...deletion, stopped: true };
  const all = [nothing, deletion, overdue, held];

  test.each([
    ['', [deletion, overdue, held]],
    ['delete-channel', [deletion, held]],
    ['rotate-key', [overdue]],
    ['create-key', []],
    ['note-key', []],
    ['overdue', [overdue]],
    ['held', [held]],
    ['nothing', [nothing]],
    ['everything', all],
  ])('%j', (show, expected) =>
    expect(all.filter((channel) => isShown(channel, show))).toEqual(expected),
  );

  test('each choice of the list is tested here', () => expect(SHOWN).toHaveLength(9));

  test('what keeps the autopilot from an action', () => {
    expect(isHeld(deletion)).toBe(false);
    expect(isHeld({ ...deletion, waitsForSurvey: true })).toBe(true);
    expect(isHeld({ ...overdue, limitedUntil: '2026-11-28T12:00:00.000Z' })).toBe(true);
  });
});

describe('a failed session', () => {
  test('broke off if it was live, else it never went live', () => {
    expect(howFailed({ startedAt: '2026-11-27T12:00:00.000Z' })).toBe('brokeOff');
    expect(howFailed({})).toBe('never');
  });

  test.each([
    [{}, 'IVS gave no reason.'],
    [{ reason: 'Unsupported codec' }, 'Unsupported codec'],
    [{ reason: 'Broken', code: 'Some' }, 'Broken (Some)'],
    [{ code: 'Some' }, '(Some)'],
  ])('%j: %s', (session, text) => expect(whyFailed(session)).toBe(text));

  test('failed when IVS says so, else when it ended', () => {
    const failed = { ...LIVE, state: 'failed' as const, endedAt: '2026-11-27T12:00:00.000Z' };
    expect(failedAtOf(failed)).toBe('2026-11-27T12:00:00.000Z');
    const failedAt = '2026-11-27T11:00:00.000Z';
    expect(failedAtOf({ ...failed, failedAt })).toBe(failedAt);
  });
});

test('the picture is where the one-machine stack has it', () => {
  const url = playbackUrl(ARN, 'http://127.0.0.1:4566') ?? '';
  expect(readPlaybackPath(new URL(url).pathname)).toEqual({ channelArn: ARN });
  expect(playbackUrl('no ARN', 'http://127.0.0.1:4566')).toBeUndefined();
});
