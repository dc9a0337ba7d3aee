import { expect, test } from 'vitest';
import { messageBodyText, queueBodyText } from '../../../src/metadata/format/queue-body.ts';
import { readLetterPart } from '../../../src/metadata/queue/letter-part.ts';
import { toChannelBatches } from '../../../src/metadata/send/channel-batch.ts';
import type { DeliveryNotes } from '../../../src/metadata/send/delivery-notes.ts';
import { noteDeliveries } from '../../../src/metadata/send/note-deliveries.ts';
import { readRecords } from '../../../src/metadata/send/records.ts';
import { CHANNEL_ARN } from '../../support/ivs-events.ts';
import { recordObservability } from '../../support/observability.ts';

const QUEUED_AT = 1_000;
const format = { mode: 'envelope', compression: 'off', maxBytes: 1_000 } as const;
const LETTER = '0123456789abcdef#2#0';

/** A batch of SQS messages with one message each. */
function batchOf(messages: { id: string; key?: string; letter?: string }[]) {
  const Records = messages.map(({ letter, ...message }, index) => ({
    messageId: `sqs-${index}`,
    receiptHandle: 'r',
    body: queueBodyText(QUEUED_AT + index, [
      messageBodyText({ ...message, payload: index, expiresAt: 9_000 }),
    ]),
    attributes: { MessageGroupId: CHANNEL_ARN, ApproximateReceiveCount: '1' },
    ...(letter && { messageAttributes: { Letter: { stringValue: letter } } }),
  }));
  const [batch] = toChannelBatches(readRecords({ Records }), { now: 0, format });
  if (!batch) throw new Error('no batch');
  return batch;
}

function recordingNotes() {
  const noted: unknown[] = [];
  const notes: DeliveryNotes = {
    letterEnded: async (...note) => void noted.push(note),
    keysDelivered: async (channelArn, keys) => void noted.push([channelArn, ...keys]),
  };
  return { noted, notes };
}

test('notes when the newest message of each key was queued that viewers got, and how retried letters ended', async () => {
  const batch = batchOf([
    { id: 'a', key: 'score' },
    { id: 'b', key: 'score', letter: LETTER },
    { id: '~-------', key: 'sticky' },
    { id: 'c', key: 'late' },
    { id: 'd', key: 'pending' },
    { id: 'e', key: 'behind', letter: LETTER },
  ]);
  for (const [index, item] of batch.items.entries())
    if (index !== 4) item.outcome = index === 3 ? 'expired' : 'delivered';
  const { noted, notes } = recordingNotes();
  await noteDeliveries(batch, { notes, ...recordObservability() });
  expect(noted).toEqual([
    [{ letterId: '0123456789abcdef', attempt: 2, part: 0 }, { delivered: 1 }],
    [CHANNEL_ARN, ['score', QUEUED_AT + 1]],
  ]);
});

test('messages without keys cost nothing, and a failure is only logged', async () => {
  const { noted, notes } = recordingNotes();
  const plain = batchOf([{ id: 'a' }]);
  for (const item of plain.items) item.outcome = 'delivered';
  await noteDeliveries(plain, { notes, ...recordObservability() });
  expect(noted).toEqual([]);

  const keyed = batchOf([{ id: 'a', key: 'score' }]);
  for (const item of keyed.items) item.outcome = 'delivered';
  const observed = recordObservability();
  const failing = { ...notes, keysDelivered: () => Promise.reject(new Error('throttled')) };
  await noteDeliveries(keyed, { notes: failing, ...observed });
  expect(observed.lines).toMatchObject([{ level: 'warn', fields: { reason: 'Error: throttled' } }]);
});

test.each(['', '0123456789abcdef', '0123456789ABCDEF#1#0', '0123456789abcdef#0#0', 'x#1#0'])(
  'another program may have written the attribute Letter: %j is ignored',
  (text) => {
    expect(readLetterPart(text)).toBeUndefined();
  },
);
