import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { idsFor } from '../../src/metadata/format/ids.ts';
import type { ValidMessage } from '../../src/metadata/format/message.ts';
import { AccountPacer } from '../../src/metadata/pace/account-pacer.ts';
import type { LeaseStore } from '../../src/metadata/pace/lease-store.ts';
import { RateLease } from '../../src/metadata/pace/rate-lease.ts';
import { packQueueMessages } from '../../src/metadata/queue/queue-messages.ts';
import type { QueueRecord } from '../../src/metadata/send/records.ts';
import { sendBatch } from '../../src/metadata/send/send-batch.ts';
import type { SendTools } from '../../src/metadata/send/tools.ts';
import { virtualTime } from '../../test/support/virtual-time.ts';

// A sender that sends 1,000,000 messages of one channel, on a clock that jumps. The batches are made one
// at a time. It measures how much memory the sender uses on the way.

const MESSAGES = 1_000_000;
const SAMPLES = 20;
const BATCH = 10;
const PER_ENTRY = 72;
const INVOCATION_MS = 30_000;
const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
const FORM = { mode: 'envelope', compression: 'off', maxBytes: 1_000 } as const;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const clock = virtualTime();
/** Nobody else needs permits. */
const store: LeaseStore = { change: async () => ({ leased: 0 }), read: async () => new Map() };
const lease = new RateLease({ store, permits: 150, newId: () => 'lease' });
const account = new AccountPacer({ lease, clock, random: () => 0.5 });
let delivered = 0;
const ignore = () => undefined;
const tools: SendTools = {
  ...{ clock, random: () => 0.5, account },
  settings: { ...FORM, offline: 'hold', gapMs: 210 },
  ivs: { putMetadata: async () => undefined },
  queue: { changeVisibility: async () => undefined, deleteMessages: async () => undefined },
  deadLetterQueue: { send: async () => undefined },
  waiting: { note: async () => undefined, take: async () => undefined },
  starts: { liveSince: async () => new Map() },
  log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  metrics: {
    add(name, value = 1) {
      if (name === 'MetadataDelivered') delivered += value;
    },
    flush: ignore,
  },
};

const newId = idsFor(randomUUID());
let made = 0;

function nextBatch(): QueueRecord[] {
  const messages = Array.from({ length: Math.min(BATCH * PER_ENTRY, MESSAGES - made) }, () => {
    const index = made++;
    const payload = 'x'.repeat(98);
    const message: ValidMessage = {
      ...{ index, channelArn: CHANNEL, id: newId(index), payload, bytes: 100 },
      expiresAt: clock.now() + 21_600_000,
    };
    return message;
  });
  return packQueueMessages(CHANNEL, messages, { ...FORM, queuedAt: clock.now() }).map(
    ({ body, deduplicationId }) => ({
      ...{ messageId: deduplicationId, receiptHandle: deduplicationId, body },
      ...{ group: CHANNEL, receiveCount: 1 },
    }),
  );
}

const samples: number[] = [];
while (made < MESSAGES) {
  await clock.finish(sendBatch(nextBatch(), clock.now() + INVOCATION_MS, tools));
  if (made >= ((samples.length + 1) * MESSAGES) / SAMPLES) {
    collect();
    samples.push(process.memoryUsage().heapUsed);
  }
}
process.send?.({ samples, delivered });
// The process runs until the parent stops it.
setInterval(ignore, INVOCATION_MS);
