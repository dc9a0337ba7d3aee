import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { protectionOf, readPolicy, type Tags, unreadableTags } from '../../src/channels/policy.ts';
import type { ChannelRecord } from '../../src/channels/record.ts';
import type { StreamStatus } from '../../src/channels/stream-status.ts';
import { decideCleanup } from '../../src/cleanup/decide.ts';
import { forecastCleanup, forecastRotation } from '../../src/explain/forecast.ts';
import { isTagged, missingMarks } from '../../src/reconcile/channels/missing-marks.ts';
import { decideRotation } from '../../src/rotation/decide.ts';
import * as fc from '../support/fast-check.ts';
import { TAG_KEYS } from '../support/tag-keys.ts';

// The survey that marks, the passes that act and the explanations interpret each tag alike.

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const TEN_YEARS = 3650 * 86_400_000;
const SETTINGS = {
  defaultGraceMs: 600_000,
  neverLiveMs: 0,
  endGraceMs: 300_000,
  rotationLimitWindowMs: 0,
  limitWindowMs: 0,
};
const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';

const duration = fc
  .tuple(fc.nat({ max: 4_000 }), fc.constantFrom('s', 'm', 'h', 'd', 'w', '', ' '))
  .map(([count, unit]) => `${count}${unit}`);
const keywords = fc.constantFrom(
  'true',
  'on-end',
  'never',
  'True',
  'false',
  '',
  ' true',
  'On-end',
  '-',
);
const value = fc.oneof(duration, keywords, fc.string({ maxLength: 8 }));
const name = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('autopilot:auto-delete', 'autopilot:rotate-key'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('autopilot:protect', 'autopilot:protected', 'Autopilot:x', 'team'),
  },
);
const tags = fc.dictionary(name, value, { maxKeys: 3 });

test('the survey, the passes and the explanations take the same tags as consent', () => {
  const seen = { cleanup: 0, rotation: 0, none: 0, unreadable: 0 };
  fc.assert(
    fc.property(tags, (given) => {
      const asked = asks(given);
      const policy = readPolicy(given, TAG_KEYS);
      seen[asked.rotation ? 'rotation' : asked.cleanup ? 'cleanup' : 'none']++;
      if (unreadableTags(policy).length > 0) seen.unreadable++;
      // An unreadable or protecting tag never asks for anything.
      if (protectionOf(policy)) expect(asked).toEqual({ cleanup: false, rotation: false });
      for (const [kind, tag] of [
        ['cleanup', policy.autoDelete],
        ['rotation', policy.rotateKey],
      ] as const) {
        if (tag.state !== 'set') expect(asked[kind]).toBe(false);
      }
    }),
    { numRuns: 1_000 },
  );
  console.log('policy read everywhere: 1000 runs', seen);
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});

/** What the tags ask for. Checks that all readers of the tags agree. */
function asks(given: Tags): { cleanup: boolean; rotation: boolean } {
  const policy = readPolicy(given, TAG_KEYS);
  const streamStatus: StreamStatus = { state: 'ended', streamId: 'st-1', at: NOW };
  const since = new Date(NOW - 1_000).toISOString();
  const key = { arn: 'key', since, created: false };
  const record: ChannelRecord = { channelArn: CHANNEL, key, onEndSince: since };
  const keys = [{ arn: 'key' }];
  const later = NOW + 2 * TEN_YEARS;

  const evidence = { policy, streamStatus, startedSinceEnd: false, live: false };
  const deletes = decideCleanup(evidence, later, SETTINGS).do === 'delete';
  const rotationEvidence = { policy, record, streamStatus, keys, live: false };
  const rotates = decideRotation(rotationEvidence, later, SETTINGS.endGraceMs).do === 'rotate';

  const marks = missingMarks(policy, record, streamStatus, NOW, SETTINGS);
  const facts = {
    policy,
    record,
    streamStatus,
    recordedStreamStatus: streamStatus,
    live: false,
    keys,
  };
  const forecasts = {
    cleanup: forecastCleanup(facts, NOW, { mode: 'apply', ...SETTINGS }),
    rotation: forecastRotation(facts, NOW, { mode: 'apply', ...SETTINGS }),
  };
  const asked = { cleanup: deletes, rotation: rotates };
  expect(isTagged(policy)).toBe(deletes || rotates);
  expect({ cleanup: 'cleanup' in marks, rotation: 'rotation' in marks }, 'marked').toEqual(asked);
  expect(
    {
      cleanup: forecasts.cleanup.action !== undefined,
      rotation: forecasts.rotation.action !== undefined,
    },
    'explained',
  ).toEqual(asked);
  // The mark and the explanation name the same time.
  if (deletes) expect(Date.parse(forecasts.cleanup.dueAt ?? '')).toBe(marks.cleanup);
  return asked;
}

test('only policy.ts contains the names of the tags', () => {
  const found = execFileSync(
    'grep',
    ['-rlE', 'autopilot:(auto-delete|rotate-key|protect)', 'src'],
    {
      encoding: 'utf8',
    },
  );
  const files = found.trim().split('\n').sort();
  // The demo sets tags, and the help of the command line names them.
  const code = files.filter((file) => !/^src\/(local\/demo|cli)\//.test(file));
  expect(
    code
      .filter((file) => file !== 'src/channels/policy.ts')
      .map(linesOf)
      .join(''),
  ).toBe('');
});

/** The lines of a file that contain a tag's name and are not comments. */
function linesOf(file: string): string {
  const lines = execFileSync('grep', ['-nE', 'autopilot:(auto-delete|rotate-key|protect)', file], {
    encoding: 'utf8',
  });
  const code = lines
    .split('\n')
    .filter((line) => line !== '' && !/^\d+:\s*(\*|\/\/|\/\*\*)/.test(line));
  return code.map((line) => `${file}:${line}\n`).join('');
}
