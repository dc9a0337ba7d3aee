import { dynamoChannelStore } from '../../../src/channels/dynamo-store.ts';
import { enqueue } from '../../../src/metadata/enqueue/enqueue.ts';
import type { EnqueueSettings } from '../../../src/metadata/enqueue/settings.ts';
import type { EnqueueTools } from '../../../src/metadata/enqueue/tools.ts';
import { idsFor } from '../../../src/metadata/format/ids.ts';
import {
  createReferenceDecoder,
  type ReferenceDecoder,
} from '../../../src/metadata/format/reference-decoder.ts';
import type { Compression, RequestFormat } from '../../../src/metadata/format/request-format.ts';
import { dynamoSentHistory } from '../../../src/metadata/history/dynamo-sent-history.ts';
import { leasablePermits } from '../../../src/metadata/pace/account-limits.ts';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import { EagerBacklog } from '../../../src/metadata/queue/eager-backlog.ts';
import { FairBacklog } from '../../../src/metadata/queue/fair-backlog.ts';
import { DeliveryMemory } from '../../../src/metadata/send/delivery-memory.ts';
import { sendBatch } from '../../../src/metadata/send/send-batch.ts';
import type { OfflinePolicy } from '../../../src/metadata/send/settings.ts';
import type { SendTools } from '../../../src/metadata/send/tools.ts';
import { dynamoWaitingStore } from '../../../src/metadata/waiting/dynamo-waiting-store.ts';
import { releaseWaiting } from '../../../src/metadata/waiting/release-waiting.ts';
import { type Clock, isoTime } from '../../../src/platform/clock.ts';
import type { Table } from '../../../src/platform/table.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { seededRandom } from '../../support/random.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { accountPacer, tableLeases } from './account.ts';
import { tableBacklog } from './backlog.ts';
import { type MetadataIvsFaults, metadataIvs } from './metadata-ivs.ts';
import { fifoQueue, memoryDeadLetterQueue } from './queues.ts';
import { type TableFaults, unreliableLeases } from './unreliable-leases.ts';
import { waitingTools } from './waiting.ts';

export const channelArn = (name: string): string =>
  `arn:aws:ivs:us-west-2:123456789012:channel/${name}`;

export const SETTINGS: EnqueueSettings = {
  queueName: 'metadata.fifo',
  tableName: 'test',
  region: 'us-west-2',
  mode: 'envelope',
  compression: 'off',
  maxBytes: 1_000,
  gapMs: 210,
  maxBacklogMs: 600_000,
  maxQueued: 100_000,
  defaultTtlMs: 600_000,
};

/** Faults to simulate. Probabilities are from 0 to 1, times in ms. */
export interface SenderFaults extends MetadataIvsFaults {
  seed: number;
  instances: number;
  /** Probability that an instance crashes, at each call that it waits for. */
  crash: number;
  /** How far the clock of an instance may be from the true time, ms. */
  skewMs: number;
  /** Faults of the table that holds the permits. */
  table: TableFaults;
  /** Probability that the answer to the event source is lost, so that the batch comes again. */
  lost: number;
  /** The time until an instance polls an empty queue again. */
  pollMs: number;
  offline: OfflinePolicy;
  compression: Compression;
}

export const NO_FAULTS: SenderFaults = {
  ...{ seed: 1, instances: 3, latencyMs: 0, throttle: 0, fail: 0, cut: 0, hang: 0, crash: 0 },
  ...{ lost: 0, pollMs: 100, skewMs: 0, table: { throttled: 0, lost: 0 } },
  offline: 'hold',
  compression: 'off',
};

/** A viewer who joined when the first viewers had seen `before` messages. */
interface LateViewer {
  decoder: ReferenceDecoder;
  received: unknown[];
  before: number;
}

/** Limits of the queue. The default is the real ones. */
interface QueueLimits extends Partial<Pick<EnqueueSettings, 'maxQueued' | 'maxBacklogMs'>> {
  lookAhead?: number;
}

const INVOCATION_MS = 30_000;

/** Many sender instances with one queue, and the simulator, whose players record what they get. */
export function startSenders(faults: SenderFaults, limits: QueueLimits = {}) {
  const clock = virtualTime();
  const { compression } = faults;
  const form: RequestFormat = { mode: 'envelope', compression, maxBytes: SETTINGS.maxBytes };
  const random = seededRandom(faults.seed);
  const { lookAhead, ...queueLimits } = limits;
  const settings = { ...SETTINGS, ...form, ...queueLimits };
  const fifo = fifoQueue(clock, lookAhead);
  const deadLetters = memoryDeadLetterQueue();
  const permits = leasablePermits(faults.instances);
  const leases = unreliableLeases(tableLeases(permits), faults.table, clock, random);
  const seen = recordObservability();
  const ivs = watchedIvs();
  const history = memoryTable();
  const notes = memoryTable();
  const waitingNotes = dynamoWaitingStore(notes.table);
  const channelRecords = dynamoChannelStore(notes.table, clock);
  let crashes = 0;
  let made = 0;
  let returned = 0;
  let longestInvocation = 0;
  let stopped = false;

  function watchedIvs() {
    const received = new Map<string, unknown[]>();
    const cues: { at: number; channelArn: string; metadata: string }[] = [];
    const decoders = new Map<string, ReferenceDecoder>();
    const late = new Map<string, LateViewer>();
    const onCue = (arn: string, metadata: string): void => {
      const decoder = decoders.get(arn) ?? createReferenceDecoder();
      decoders.set(arn, decoder);
      cues.push({ at: clock.now(), channelArn: arn, metadata });
      const payloads = received.get(arn) ?? [];
      received.set(arn, payloads);
      payloads.push(...decoder.decode(metadata));
      watchLate(arn, metadata, payloads.length);
    };
    /** For each channel, one viewer who joins at a random time. */
    const watchLate = (arn: string, metadata: string, before: number): void => {
      const viewer = late.get(arn);
      if (viewer) viewer.received.push(...viewer.decoder.decode(metadata));
      else if (random() < 0.02)
        late.set(arn, { decoder: createReferenceDecoder(), received: [], before });
    };
    return { ...metadataIvs({ clock, random, faults, onCue }), received, cues, late };
  }

  async function instance(): Promise<void> {
    let tools = newInstance();
    while (!stopped) {
      const records = fifo.receive();
      if (records.length === 0) {
        await clock.sleep(faults.pollMs);
        continue;
      }
      returned += records.filter(({ receiveCount }) => receiveCount > 1).length;
      const started = clock.now();
      const own = recordObservability();
      const metrics = { ...own.metrics, flush: () => move(own.counts, tools.written) };
      const invocation = { ...tools.tools, ...own, metrics };
      const deadline = tools.tools.clock.now() + INVOCATION_MS;
      const done = sendBatch(records, deadline, invocation);
      const answer = await Promise.race([done, tools.crashed]);
      longestInvocation = Math.max(longestInvocation, clock.now() - started);
      if (answer && random() >= faults.lost) {
        // Messages that come again are counted again, possibly with another outcome. The last one counts.
        move(own.counts, seen.counts);
        fifo.deleteDone(
          records,
          new Set(answer.batchItemFailures.map((item) => item.itemIdentifier)),
        );
        await clock.sleep(10);
      } else {
        crashes += 1;
        // Another instance takes its place at once, or after some time.
        await clock.sleep(random() * 1_000);
        tools = newInstance();
      }
    }
  }

  /** Starts a sender instance. After a crash, nothing that it waits for happens. */
  function newInstance() {
    /**
     * What an invocation has written before it deletes SQS messages itself. It is counted when they are
     * deleted. After a crash in between, they come again and are counted again, as after any crash.
     */
    const written: Record<string, number> = {};
    let alive = true;
    let crash: () => void = () => undefined;
    const crashed = new Promise<undefined>((resolve) => {
      crash = () => resolve(undefined);
    });
    const survives = () => {
      if (alive && random() < faults.crash) {
        alive = false;
        crash();
      }
      return alive;
    };
    const mayCrash = async <T>(work: () => Promise<T>): Promise<T> => {
      const never = () => new Promise<T>(() => undefined);
      if (!survives()) return never();
      try {
        const result = await work();
        return survives() ? result : never();
      } catch (error) {
        if (!survives()) return never();
        throw error;
      }
    };
    const offset = Math.floor((random() * 2 - 1) * faults.skewMs);
    const ownClock: Clock = {
      now: () => clock.now() + offset,
      sleep: (ms) => mayCrash(() => clock.sleep(ms)),
    };
    const store: LeaseStore = {
      change: (change) => mayCrash(() => leases.change(change)),
      read: () => mayCrash(() => leases.read()),
    };
    const crashing = ({ name, documents }: Table): Table => ({
      name,
      documents: {
        send: (command: never) => mayCrash(() => documents.send(command)),
      } as Table['documents'],
    });
    const tools: SendTools = {
      ...seen,
      random,
      history: dynamoSentHistory(crashing(history.table), ownClock, `instance ${made++}`),
      settings: { ...form, offline: faults.offline, gapMs: 210 },
      account: accountPacer({ clock: ownClock, random, store, permits }),
      deliveryMemory: new DeliveryMemory(),
      ...waitingTools(crashing(notes.table)),
      clock: ownClock,
      ivs: { putMetadata: (arn, text) => mayCrash(() => ivs.api.putMetadata(arn, text)) },
      queue: {
        changeVisibility: (list) => mayCrash(() => fifo.consumer.changeVisibility(list)),
        deleteMessages: (list) =>
          mayCrash(async () => {
            await fifo.consumer.deleteMessages(list);
            move(written, seen.counts);
          }),
      },
      deadLetterQueue: { send: (message) => mayCrash(() => deadLetters.send(message)) },
    };
    return { tools, crashed, written };
  }

  const tools: EnqueueTools = {
    ...seen,
    clock,
    queue: fifo.producer,
    backlog: new EagerBacklog(
      new FairBacklog({
        backlog: tableBacklog(memoryTable().table, settings.maxBacklogMs),
        maxBacklogMs: settings.maxBacklogMs,
        maxQueued: settings.maxQueued,
        depth: async () => fifo.size(),
      }),
    ),
    settings,
  };
  let calls = 0;
  return {
    clock,
    random,
    fifo,
    ivs,
    deadLetters,
    counts: seen.counts,
    history,
    get crashes() {
      return crashes;
    },
    /** Number of SQS messages that came again, after a crash or because they returned to the queue. */
    get returned() {
      return returned;
    },
    get longestInvocation() {
      return longestInvocation;
    },
    /** Queues messages with `enqueue`. The same `call` again has the same ids. */
    async enqueue(
      messages: readonly { channelArn: string; [member: string]: unknown }[],
      call = `call ${calls++}`,
    ) {
      const newId = idsFor(call);
      const { answer } = await enqueue({ body: { messages }, newId }, tools);
      return answer;
    },
    /** What `markChannel` does when it gets a Stream Start or a Stream End of this moment. */
    async streamEvent(channelArn: string, kind: 'lastStart' | 'lastEnd'): Promise<void> {
      const evidence = { at: isoTime(clock.now()), streamId: 'stream' };
      await channelRecords.addEvidence(channelArn, kind, evidence);
      const release = { ...seen, waiting: waitingNotes, queue: fifo.consumer, clock };
      if (kind === 'lastStart') await releaseWaiting(channelArn, release);
    },
    start(): void {
      for (let i = 0; i < faults.instances; i += 1) void instance();
    },
    /** Lets time pass until the queue is empty, and stops the instances. */
    async finish(maxMs = 3_600_000): Promise<void> {
      const end = clock.now() + maxMs;
      while (clock.now() < end && fifo.size() > 0) {
        await clock.run(clock.now() + 1_000);
      }
      stopped = true;
      await clock.run(clock.now() + 200_000);
    },
  };
}

/** Adds counts to others, and clears them. */
function move(from: Record<string, number>, to: Record<string, number>): void {
  for (const [name, count] of Object.entries(from)) {
    to[name] = (to[name] ?? 0) + count;
    delete from[name];
  }
}
