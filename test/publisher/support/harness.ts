import { idsFor } from '../../../src/metadata/format/ids.ts';
import { parseQueueBody } from '../../../src/metadata/format/queue-body.ts';
import type { QueueMessage } from '../../../src/metadata/queue/queue-messages.ts';
import type { SendResult } from '../../../src/metadata/queue/send-in-order.ts';
import { memoryBacklog } from '../../../src/publisher/memory-backlog.ts';
import {
  BufferedPublisher,
  type PublisherSettings,
  type PublisherTools,
} from '../../../src/publisher/publisher.ts';
import { virtualTime } from '../../support/virtual-time.ts';

export const arn = (name: string): string => `arn:aws:ivs:us-west-2:123456789012:channel/${name}`;

const SETTINGS: PublisherSettings = {
  ...{ lingerMs: 50, retryMs: 60_000, maxBufferedBytes: 1_000_000, gapMs: 210 },
  ...{ mode: 'envelope', compression: 'off', maxBytes: 1_000 },
  ...{ maxBacklogMs: 600_000, defaultTtlMs: 600_000 },
};

/** The result of an SQS message, or an error of the whole request. */
export type Script = (entry: QueueMessage, attempt: number) => SendResult | Error;

type Options = Partial<PublisherSettings> &
  Partial<Pick<PublisherTools, 'backlog' | 'region'>> & { script?: Script };

/** A publisher with a simulated clock and a queue that gives scripted results after 10 ms. */
export function harness({
  script = () => 'sent',
  backlog,
  region = async () => 'us-west-2',
  ...more
}: Options = {}) {
  const clock = virtualTime();
  const settings = { ...SETTINGS, ...more };
  const batches: { at: number; entries: readonly QueueMessage[] }[] = [];
  const attempts = new Map<string, number>();
  const taken = new Map<string, QueueMessage>();
  let released = 0;
  const publisher = new BufferedPublisher(
    {
      clock,
      random: () => 0.5,
      newId: idsFor('a test'),
      region,
      backlog: backlog ?? memoryBacklog(settings.maxBacklogMs),
      release: () => {
        released += 1;
      },
      queue: {
        async sendBatch(entries) {
          batches.push({ at: clock.now(), entries });
          await clock.sleep(10);
          const results = entries.map((entry) => {
            const attempt = (attempts.get(entry.deduplicationId) ?? 0) + 1;
            attempts.set(entry.deduplicationId, attempt);
            const result = script(entry, attempt);
            // Like SQS, it accepts each deduplication id once.
            if (result === 'sent' && !taken.has(entry.deduplicationId)) {
              taken.set(entry.deduplicationId, entry);
            }
            return result;
          });
          const error = results.find((result) => result instanceof Error);
          if (error) throw error;
          return results as SendResult[];
        },
      },
    },
    settings,
  );
  return {
    clock,
    publisher,
    batches,
    attempts,
    get released() {
      return released;
    },
    /** The payloads of a channel that are in the queue, in order. */
    queued: (channelArn: string): unknown[] =>
      [...taken.values()]
        .filter((entry) => entry.channelArn === channelArn)
        .flatMap(({ body }) => {
          const queued = parseQueueBody(body);
          return 'malformed' in queued ? [] : queued.messages.map(({ payload }) => payload);
        }),
    /** Lets time pass until nothing is left to do. @returns the result of `work` */
    async finish<T>(work: Promise<T>): Promise<T> {
      await clock.run();
      return work;
    },
  };
}

/** An error like those of the SDK. */
export function sdkError(name: string, httpStatusCode?: number): Error {
  const error = new Error(name);
  error.name = name;
  return Object.assign(error, httpStatusCode !== undefined && { $metadata: { httpStatusCode } });
}
