import { expect, test } from 'vitest';
import { sqsEvent } from '../../../src/local/eventsource/records.ts';
import { messageBodyText, queueBodyText } from '../../../src/metadata/format/queue-body.ts';
import { readRecords } from '../../../src/metadata/send/records.ts';
import { sendBatch } from '../../../src/metadata/send/send-batch.ts';
import type { SendTools } from '../../../src/metadata/send/tools.ts';

import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { accountPacer } from '../support/account.ts';
import { fifoQueue, memoryDeadLetterQueue } from '../support/queues.ts';
import { channelArn } from '../support/senders.ts';
import { waitingTools } from '../support/waiting.ts';

/** A queue with ten messages, and the tools of an invocation. Each request receives from the queue again. */
function setUp() {
  const clock = virtualTime();
  const fifo = fifoQueue(clock);
  const group = channelArn('a');
  const payload = '.'.repeat(900);
  const expiresAt = clock.now() + 3_600_000;
  for (let n = 0; n < 10; n += 1) {
    const text = messageBodyText({ id: `${n}`, payload, expiresAt });
    const body = queueBodyText(clock.now(), [text]);
    fifo.queue.send({ body, attributes: {}, groupId: group, deduplicationId: `${n}` }, clock.now());
  }
  const receive = () =>
    readRecords(sqsEvent('metadata.fifo', fifo.queue.receive(10, clock.now()).deliveries));
  const sent: number[] = [];
  const elsewhere: string[] = [];
  const tools: SendTools = {
    ...recordObservability(),
    ...waitingTools(),
    ...{ clock, random: () => 0.5, deadLetterQueue: memoryDeadLetterQueue(), queue: fifo.consumer },
    ...{
      account: accountPacer({ clock }),
      settings: {
        mode: 'envelope',
        compression: 'off',
        maxBytes: 1_000,
        offline: 'hold',
        gapMs: 210,
      },
    },
    ivs: {
      async putMetadata() {
        sent.push(clock.now());
        await clock.sleep(1_000);
        elsewhere.push(...receive().map(({ messageId }) => messageId));
      },
    },
  };
  return { clock, receive, sent, elsewhere, tools };
}

test('a batch that waited for a throttled function stays invisible while it is sent', async () => {
  const { clock, receive, sent, elsewhere, tools } = setUp();
  const records = receive();
  await clock.run(clock.now() + 175_000);
  await clock.finish(sendBatch(records, clock.now() + 30_000, tools));
  expect(sent).toHaveLength(10);
  expect(elsewhere).toEqual([]);
});

test('a batch that another instance has received is not sent', async () => {
  const { clock, receive, sent, tools } = setUp();
  const records = receive();
  await clock.run(clock.now() + 181_000);
  expect(receive()).toHaveLength(10);
  await expect(sendBatch(records, clock.now() + 30_000, tools)).rejects.toThrow();
  expect(sent).toEqual([]);
});
