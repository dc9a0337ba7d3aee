import { describe, expect, test } from 'vitest';
import { breachTable } from '../../../src/cli/format/breaches.ts';
import { dueChannelTable } from '../../../src/cli/format/cleanup.ts';
import { auditTable, planTable } from '../../../src/cli/format/explanation.ts';
import { historyTable, liveTable } from '../../../src/cli/format/sessions.ts';
import { widthOf } from '../../../src/cli/format/text.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';

const NOW = Date.parse('2026-11-21T14:05:06Z');
const style = (width: number) => ({
  ...{ width, timeZone: 'Europe/Berlin', now: () => NOW },
  paint: (_: string, text: string) => text,
});

// Values with the lengths that IVS gives them.
const text = (unit: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...unit), minLength, maxLength });
const letters = 'abcXYZ019';
const channelArn = text(letters, 12).map(
  (id) => `arn:aws:ivs:us-west-2:123456789012:channel/${id}`,
);
const streamId = text(letters, 23).map((id) => `st-${id}`);
const name = text(`${letters}-_`, 1, 128);
const at = fc
  .date({ min: new Date('2025-11-01'), max: new Date('2026-12-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const count = fc.nat(9_999_999);
const tags = fc.constant({ 'autopilot:auto-delete': '10m', 'autopilot:rotate-key': 'on-end' });

const session = fc.record(
  {
    ...{ channelArn, streamId, channelName: name, startedAt: at, starvingSince: at },
    state: fc.constantFrom('created', 'live', 'ended', 'failed'),
    reason: fc.constant('Transcode capacity exceeded. Please try again.'),
    viewers: fc.record({ peak: count, mean: count, lastCount: count }),
    recordings: fc.constant([{ status: 'recorded' as const }]),
  },
  { requiredKeys: ['channelArn', 'streamId', 'state'] },
);
const member = fc.record(
  {
    channelArn,
    name,
    end: fc.tuple(fc.oneof(streamId, fc.constant('never-live')), at).map((e) => e.join(' ')),
  },
  { requiredKeys: ['channelArn', 'end'] },
);
const planned = fc.record(
  {
    ...{ channelArn, name, tags, at },
    next: fc.constantFrom('delete-channel', 'rotate-key', 'create-key', 'note-key'),
    mode: fc.constantFrom('off', 'plan', 'apply'),
    reason: fc.constant('grace' as const),
    why: fc.constant('the grace period after its last stream has not passed yet'),
  },
  { requiredKeys: ['channelArn', 'name', 'tags', 'reason', 'why'] },
);
const audited = fc.record({
  ...{ channelArn, at },
  action: fc.constantFrom('delete-channel', 'rotate-key', 'revoke-key', 'stop-stream'),
  outcome: fc.constantFrom('started', 'done', 'failed', 'planned'),
  reason: fc.constantFrom('limit-reached', 'stream-ended', 'recording-window'),
  evidence: tags.map((all) => ({ tags: all })),
  result: text(letters, 12).map((id) => ({
    keyArn: `arn:aws:ivs:us-west-2:123456789012:stream-key/${id}`,
  })),
});
const breach = fc.record({
  ...{ at, value: count, exceededBy: count },
  limit: fc.constantFrom('Concurrent Broadcasts', 'Concurrent Viewers'),
  unit: fc.constantFrom('viewers', 'concurrent broadcasts'),
});

const of = <T>(
  row: fc.Arbitrary<T>,
  table: (rows: T[], width: ReturnType<typeof style>) => string,
) =>
  fc.array(row, { minLength: 1, maxLength: 4 }).map((rows) => ({
    ids: rows.map((one) => JSON.stringify(one).match(/channel\/(\w+)/)?.[1]),
    shown: (width: number) => table(rows, style(width)),
  }));

// biome-ignore format: one table a line
const TABLES: [string, fc.Arbitrary<{ ids: (string | undefined)[]; shown(width: number): string }>, boolean][] = [
  ['sessions live', of(session, (rows, s) => liveTable(rows as never, s)), true],
  ['sessions list', of(session, (rows, s) => historyTable(rows as never, s)), false],
  ['sessions limits', of(breach, (rows, s) => breachTable(rows, s)), false],
  ['cleanup status', of(member, (rows, s) => dueChannelTable(rows as never, s)), true],
  ['plan', of(planned, (rows, s) => planTable(rows as never, s)), true],
  ['audit', of(audited, (rows, s) => auditTable(rows as never, s)), false],
];

describe.each(TABLES)('the table of %s', (_command, tables, showsChannels) => {
  test('fits a terminal of 80 columns, and shows whole channel ids', () => {
    fc.assert(
      fc.property(tables, ({ ids, shown }) => {
        const printed = shown(80);
        for (const line of printed.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
        expect(printed).not.toContain('arn:');
        if (showsChannels) for (const id of ids) expect(printed).toContain(id);
      }),
      { numRuns: chaosRuns(20) },
    );
  });
});
