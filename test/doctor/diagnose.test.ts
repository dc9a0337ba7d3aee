import { expect, test } from 'vitest';
import { type Client, clientChecks } from '../../src/doctor/client-checks.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { FUNCTIONS } from '../../src/doctor/expected.ts';
import type { Facts, LiveStream } from '../../src/doctor/facts.ts';

const AT = '2026-11-27T12:00:00.000Z';
const NOW = Date.parse(AT);
const iso = (ms: number) => new Date(NOW + ms).toISOString();
const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';

const HEALTHY_TICKS = FUNCTIONS.map(({ name }) => ({
  ...{ functionName: name, at: iso(-60_000), version: '1.2.3' },
}));

/** A stage in which everything is right. */
const HEALTHY: Facts = {
  ...{ at: AT, stage: 'prod', region: 'us-west-2', version: '1.2.3', tagPrefix: 'autopilot' },
  functions: FUNCTIONS.map(({ name }) => ({
    name,
    probe: {
      value: {
        state: 'Active',
        environment: { AUTOPILOT_VERSION: '1.2.3', TABLE_NAME: 'ivs-autopilot-prod' },
      },
    },
  })),
  ...{ eventSources: [], rules: [], queues: [] },
  table: { value: { status: 'ACTIVE', billing: 'PAY_PER_REQUEST' } },
  backups: { value: true },
  mark: { value: undefined },
  ticks: { value: HEALTHY_TICKS },
  ...{ channels: { value: 3 }, live: { value: [] }, stopped: { value: undefined } },
  letters: { value: { function: 0, metadata: 0, hasMore: false } },
  ...{ overdueKeys: { value: [] }, otherStages: { value: [] } },
};

const failures = (changes: Partial<Facts>) =>
  diagnose({ ...HEALTHY, ...changes }).filter(({ ok }) => !ok);

const stream = (changes: Partial<LiveStream>): LiveStream => ({
  ...{ channelArn: CHANNEL, streamId: 'st-1', since: iso(-600_000), recorded: 'event' },
  ...{ lastEvents: { 'IVS Stream State Change': iso(-600_000) }, ...changes },
});

test('a stage in which everything is right passes all checks', () => {
  expect(failures({})).toEqual([]);
  const live = { value: [stream({})] };
  const events = diagnose({ ...HEALTHY, live }).find(({ check }) => check === 'events');
  expect(events).toEqual({
    ...{ check: 'events', ok: true, found: 'IVS Stream State Change 11:50:00 UTC' },
  });
});

test('streams whose start no event tells are found, after 2 minutes', () => {
  const live = (...streams: LiveStream[]) => ({ live: { value: streams } });
  const known = [stream({}), stream({ recorded: 'repair' }), stream({ recorded: 'no' })];
  expect(failures(live(...known))).toMatchObject([
    { check: 'events', found: 'of 3 live streams, no event tells the start of 2' },
  ]);
  expect(failures(live(stream({ recorded: 'no', since: iso(-100_000) })))).toEqual([]);
});

test('a stream that starts in the future shows a wrong clock', () => {
  const live = { value: [stream({ since: iso(60_000) })] };
  expect(failures({ live })).toMatchObject([{ check: 'clock' }]);
});

test.each([
  ['recently', 8, true],
  ['too long ago', 9, false],
])('a schedule of a minute whose last run ended well %s', (_, minutes, ok) => {
  const ticks = FUNCTIONS.map(({ name }) => ({
    ...{ functionName: name, version: '1.2.3' },
    at: iso(-(name === 'sampleViewers' ? minutes : 1) * 60_000),
  }));
  const found = failures({ ticks: { value: ticks } });
  expect(found.map(({ check }) => check)).toEqual(ok ? [] : ['schedules']);
});

test.each([
  ['just deployed', 1, true],
  ['deployed a while ago', 9, false],
])('a schedule of a minute that has not run yet, in a stage that was %s', (_, minutes, ok) => {
  const ticks = HEALTHY_TICKS.filter(({ functionName }) => functionName !== 'sampleViewers');
  const createdAt = iso(-minutes * 60_000);
  const table = { value: { status: 'ACTIVE', billing: 'PAY_PER_REQUEST', createdAt } };
  const checks = diagnose({ ...HEALTHY, ticks: { value: ticks }, table });
  expect(checks.find(({ check }) => check === 'schedules')).toMatchObject({
    ok,
    found: ok ? '8 of 9 ran; the stage is new' : 'sampleViewers: no run is recorded',
  });
});

test('dead letters in the table are found', () => {
  const letters = { value: { function: 0, metadata: 2, hasMore: false } };
  expect(failures({ letters })).toMatchObject([
    { check: 'dead letters', found: '2 letters of kind metadata' },
  ]);
});

test('a request that fails fails its check, with what to do about the error', () => {
  const denied = { error: 'AccessDeniedException', message: 'no' };
  const found = failures({ otherStages: denied, backups: denied, overdueKeys: denied });
  expect(found.map(({ check }) => check)).toEqual(['other stages', 'backups', 'stream keys']);
  for (const { todo } of found) expect(todo).toContain('Deploy the stage again');
});

const CLIENT: Client = { version: '1.2.3', sentAt: NOW - 2_000, receivedAt: NOW + 1_000 };
const ANSWER = {
  at: AT,
  stage: 'prod',
  region: 'us-west-2',
  version: '1.2.3',
  tagPrefix: 'autopilot',
  modes: {},
  checks: [],
};

test.each([
  ['agree', 0, undefined],
  ['differ by less than half a minute', 20_000, undefined],
  ['differ: this one is fast', 400_000, '398 s ahead of AWS'],
  ['differ: this one is slow', -400_000, '399 s behind AWS'],
])('the clocks of this machine and of AWS %s', (_, ms, found) => {
  const client = { ...CLIENT, sentAt: CLIENT.sentAt + ms, receivedAt: CLIENT.receivedAt + ms };
  const [clock] = clientChecks(ANSWER, client);
  expect(clock).toMatchObject(found === undefined ? { ok: true } : { ok: false, found });
});

test('a command line of another version than the stage is told', () => {
  const [, version] = clientChecks(ANSWER, { ...CLIENT, version: '1.3.0' });
  expect(version).toMatchObject({
    ...{ ok: false, found: 'version 1.3.0, stage prod has 1.2.3' },
    todo: expect.stringContaining('npx serverless deploy --stage prod'),
  });
});
