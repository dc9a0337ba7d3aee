import { expect, test } from 'vitest';
import { dynamoWaitingStore } from '../../../src/metadata/waiting/dynamo-waiting-store.ts';
import { releaseWaiting } from '../../../src/metadata/waiting/release-waiting.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';

const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const note = { channelArn, receiptHandles: ['a', 'b'], until: NOW + 60_000 };

test('a failure of the table or the queue is logged, and fails nothing else', async () => {
  const store = dynamoWaitingStore(memoryTable().table);
  const { log, metrics, lines, counts } = recordObservability();
  const clock = { now: () => NOW };
  const fails = async () => Promise.reject(new Error('no answer'));
  const queue = { changeVisibility: fails };
  await store.note([note]);
  await releaseWaiting(channelArn, { waiting: store, queue, clock, log, metrics });
  await releaseWaiting(channelArn, { waiting: { take: fails }, queue, clock, log, metrics });
  const fields = { channelArn, reason: 'Error: no answer' };
  const line = { level: 'warn', message: 'metadata that waits for the stream comes later', fields };
  expect(lines).toEqual([line, line]);
  expect(counts).toEqual({});
});
