import { messageBodyText, queueBodyText } from '../../../src/metadata/format/queue-body.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import type { Compression, MetadataMode } from '../../../src/metadata/format/request-format.ts';
import type { SentHistory } from '../../../src/metadata/history/sent-history.ts';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import type { QueueRecord } from '../../../src/metadata/send/records.ts';
import { sendBatch } from '../../../src/metadata/send/send-batch.ts';
import type { SendTools } from '../../../src/metadata/send/tools.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { accountPacer, PERMITS, tableLeases } from './account.ts';
import { memoryDeadLetterQueue } from './queues.ts';
import { channelArn } from './senders.ts';
import { waitingTools } from './waiting.ts';

export const A = channelArn('a');
export const B = channelArn('b');

interface Part {
  id: string;
  size?: number;
  key?: string;
  ttlMs?: number;
}

/** The request timeout of the sender's IVS client. */
export const TIMEOUT_MS = 3_000;

/** A message that was received so often is not passed on. */
export const OFTEN_RECEIVED = 4;

/** An instance of the sender, and what it does with a batch. */
export function setUp({
  offline = 'hold',
  mode = 'envelope',
  compression = 'off',
  requestMs = 5,
  random = 0.5,
  permits = PERMITS,
  store = tableLeases(permits),
  history,
}: Options = {}) {
  const clock = virtualTime();
  const start = clock.now();
  const seen = recordObservability();
  const deadLetters = memoryDeadLetterQueue();
  const requests: { at: number; channel: string; text: string }[] = [];
  const returned: Record<string, number> = {};
  const deleted: { at: number; ids: string[] }[] = [];
  const answers: (string | undefined)[] = [];
  let made = 0;
  let sentAt = 0;
  const tools: SendTools = {
    ...seen,
    ...waitingTools(),
    ...{
      clock,
      random: () => random,
      deadLetterQueue: deadLetters,
      account: accountPacer({ clock, permits, store }),
    },
    settings: { mode, compression, maxBytes: 1_000, offline, gapMs: 210 },
    ...(history && { history: history(clock) }),
    ivs: {
      async putMetadata(channel, text) {
        requests.push({ at: clock.now() - start, channel, text });
        const name = answers.shift();
        await clock.sleep(name === 'TimeoutError' ? TIMEOUT_MS : requestMs);
        if (name === undefined) return;
        const status = name === 'AccessDeniedException' ? 403 : undefined;
        const error = Object.assign(new Error(name), { $metadata: { httpStatusCode: status } });
        error.name = name;
        throw error;
      },
    },
    queue: {
      async changeVisibility(changes) {
        for (const { record, seconds } of changes)
          returned[record.receiptHandle.replace('h', 'm')] = seconds;
      },
      async deleteMessages(records) {
        deleted.push({ at: clock.now() - start, ids: records.map(({ messageId }) => messageId) });
      },
    },
  };
  return {
    ...{ ...seen, clock, deadLetters, requests, returned, deleted, tools },
    /** How long the last `send` took, ms. */
    since: () => sentAt - start,
    /** The errors that the next requests get; undefined is success. */
    answer: (...names: (string | undefined)[]) => answers.push(...names),
    record(group: string, parts: Part[] | string, receiveCount = 1): QueueRecord {
      made += 1;
      const body =
        typeof parts === 'string'
          ? parts
          : queueBodyText(
              start,
              parts.map(({ id, size = 10, ttlMs = 600_000, key }) =>
                messageBodyText({
                  id,
                  ...(key && { key }),
                  payload: id.padEnd(size - 2, '.'),
                  expiresAt: start + ttlMs,
                }),
              ),
            );
      return { messageId: `m${made}`, receiptHandle: `h${made}`, body, group, receiveCount };
    },
    async send(records: QueueRecord[], remainingMs = 30_000) {
      const sent = sendBatch(records, clock.now() + remainingMs, tools);
      const { batchItemFailures } = await clock.finish(sent);
      sentAt = clock.now();
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    texts: () => {
      const decoder = createReferenceDecoder();
      return requests.map(({ text }) =>
        decoder.decode(text).map((p) => String(p).replace(/\.+$/, '')),
      );
    },
  };
}

interface Options {
  mode?: MetadataMode;
  compression?: Compression;
  offline?: 'hold' | 'drop';
  requestMs?: number;
  random?: number;
  /** How many permits there are to lease. */
  permits?: number;
  /** Who has leased them. Default: a store of its own. */
  store?: LeaseStore;
  history?: (clock: Clock) => SentHistory;
}
