import { expect, test } from 'vitest';
import { dynamoChannelStore } from '../../src/channels/dynamo-store.ts';
import { liveSince } from '../../src/channels/stream-starts.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table/memory-table.ts';

const arn = (name: string): string => `arn:aws:ivs:us-west-2:123456789012:channel/${name}`;
const streamId = 'st-1';

test('a channel is live from its last start until its last end', async () => {
  const clock = fakeClock();
  const { table } = memoryTable();
  const store = dynamoChannelStore(table, clock);
  const start = clock.now();
  const [before, after] = [isoTime(start - 1), isoTime(start + 1)];
  const at = isoTime(start);
  for (const name of ['live', 'ended', 'again', 'tie'])
    await store.addEvidence(arn(name), 'lastStart', { at, streamId });
  await store.addEvidence(arn('ended'), 'lastEnd', { at: after, streamId });
  await store.addEvidence(arn('again'), 'lastEnd', { at: before, streamId });
  await store.addEvidence(arn('tie'), 'lastEnd', { at, streamId });
  await store.addEvidence(arn('late'), 'lastEnd', { at, streamId });
  const names = ['live', 'ended', 'again', 'tie', 'late', 'unknown'];
  expect(await liveSince(table, names.map(arn))).toEqual(
    new Map(['live', 'again', 'tie'].map((name) => [arn(name), start])),
  );
});
