import { expect, test } from 'vitest';
import { sqsEvent } from '../../../src/local/eventsource/records.ts';
import { messageBodyText, queueBodyText } from '../../../src/metadata/format/queue-body.ts';
import { DeliveryMemory } from '../../../src/metadata/send/delivery-memory.ts';
import { readRecords } from '../../../src/metadata/send/records.ts';
import { sendBatch } from '../../../src/metadata/send/send-batch.ts';
import type { SendTools } from '../../../src/metadata/send/tools.ts';
import { fakeClock } from '../../support/clock.ts';
import { recordObservability } from '../../support/observability.ts';
import { seededRandom } from '../../support/random.ts';
import { accountPacer } from '../support/account.ts';
import { fifoQueue, memoryDeadLetterQueue } from '../support/queues.ts';
import { channelArn } from '../support/senders.ts';
import { waitingTools } from '../support/waiting.ts';

const MINUTE = 60_000;

test('an SQS message of eight requests is completed under heavy throttling, and no request is repeated', async () => {
  const clock = fakeClock();
  const start = clock.now();
  const random = seededRandom(7);
  const fifo = fifoQueue(clock);
  const payload = '.'.repeat(900);
  const expiresAt = start + 10 * MINUTE;
  const texts = Array.from({ length: 8 }, (_, n) =>
    messageBodyText({ id: `${n}`, payload, expiresAt }),
  );
  const message = { attributes: {}, groupId: channelArn('a'), deduplicationId: 'd' };
  fifo.queue.send({ ...message, body: queueBodyText(start, texts) }, start);
  const delivered: string[] = [];
  const seen = recordObservability();
  const tools: SendTools = {
    ...{ ...seen, clock, random, deadLetterQueue: memoryDeadLetterQueue(), queue: fifo.consumer },
    ...{ account: accountPacer({ clock }), deliveryMemory: new DeliveryMemory() },
    ...waitingTools(),
    settings: {
      mode: 'envelope',
      compression: 'off',
      maxBytes: 1_000,
      offline: 'hold',
      gapMs: 210,
    },
    ivs: {
      async putMetadata(_channel, text) {
        await clock.sleep(50);
        if (random() < 0.8) throw Object.assign(new Error(), { name: 'ThrottlingException' });
        delivered.push(text);
      },
    },
  };
  while (clock.now() < start + 10 * MINUTE) {
    const records = readRecords(sqsEvent('q.fifo', fifo.queue.receive(10, clock.now()).deliveries));
    if (records.length > 0) {
      const { batchItemFailures } = await sendBatch(records, clock.now() + 30_000, tools);
      fifo.deleteDone(
        records,
        new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      );
    }
    clock.advance(1_000);
  }
  expect([delivered.length, new Set(delivered).size]).toEqual([8, 8]);
  expect(seen.counts).toMatchObject({ MetadataDelivered: 8 });
  expect(seen.counts.MetadataExpired).toBeUndefined();
});
