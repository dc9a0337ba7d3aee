import type { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type EnqueueAnswer, enqueue } from '../../../../src/metadata/enqueue/enqueue.ts';
import { idsFor } from '../../../../src/metadata/format/ids.ts';
import type { ProducerQueue } from '../../../../src/metadata/queue/send-in-order.ts';
import { dynamoStickyStore } from '../../../../src/metadata/sticky/dynamo-store.ts';
import { dynamoLeaseRelay } from '../../../../src/metadata/sticky/relay.ts';
import { type RepeatReport, repeatSticky } from '../../../../src/metadata/sticky/repeat.ts';
import { budgetOf, timingOf } from '../../../../src/metadata/sticky/timing.ts';
import { isoTime } from '../../../../src/platform/clock.ts';
import type { Table } from '../../../../src/platform/table.ts';
import { dynamoSessionStore } from '../../../../src/sessions/dynamo-store.ts';
import { memoryTable } from '../../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../../support/observability.ts';
import { tableBacklog } from '../../support/backlog.ts';
import { SETTINGS, type SenderFaults, startSenders } from '../../support/senders.ts';
import { stickyStates } from './sticky-states.ts';

export interface StickyFaults extends SenderFaults {
  /** N: a viewer has the values within this number of seconds. */
  seconds: number;
  /** The longest one-way time of a request to the table or the queue, ms. */
  awsMs: number;
  /** Probability that the repeating or the enqueueing function crashes at a call. */
  functionCrash: number;
  /** Probability that a tick of the schedule is lost. */
  lostTick: number;
}

export const NO_STICKY_FAULTS = { seconds: 5, awsMs: 0, functionCrash: 0, lostTick: 0 };
const TICK_MS = 60_000;
const TIMEOUT_MS = 90_000;
const COLD_START_MS = 400;

/** A table whose requests and answers take some time. */
function slowTable({ name, documents }: Table, pause: () => Promise<void>): Table {
  const send = async (command: GetCommand) => {
    await pause();
    const answer = await documents.send(command);
    await pause();
    return answer;
  };
  return { name, documents: { send } as Table['documents'] };
}

/** Simulates senders together with the functions that store and repeat sticky values. */
export function startStickySenders(faults: StickyFaults) {
  const senders = startSenders(faults);
  const { clock, random } = senders;
  const seen = recordObservability();
  const memory = memoryTable();
  const sessions = dynamoSessionStore(memory.table, clock);
  const timing = timingOf(faults.seconds);
  const pause = () => clock.sleep(random() * faults.awsMs);
  const stored = dynamoStickyStore(slowTable(memory.table, pause), clock, random);
  const relay = dynamoLeaseRelay(memory.table, 'repeat');
  const reports: RepeatReport[] = [];
  let [calls, holders] = [0, 0];
  let stopped = false;

  const queue: ProducerQueue = {
    async sendBatch(entries) {
      await pause();
      const results = await senders.fifo.producer.sendBatch(entries);
      await pause();
      return results;
    },
  };

  /** The tools of an invocation. After a crash, nothing that it waits for happens. */
  function tools() {
    let alive = true;
    const mayCrash =
      <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        alive &&= random() >= faults.functionCrash;
        if (!alive) return new Promise<R>(() => undefined);
        const result = await work(...given);
        alive &&= random() >= faults.functionCrash;
        return alive ? result : new Promise<R>(() => undefined);
      };
    return {
      ...{ ...seen, clock, sessions, timing, relay },
      settings: SETTINGS,
      store: {
        change: mayCrash(stored.change) as typeof stored.change,
        page: mayCrash(stored.page),
      },
      queue: { sendBatch: mayCrash(queue.sendBatch) },
      backlogOf: (maxMs: number) => tableBacklog(memory.table, maxMs),
    };
  }

  async function repeating(waitForLive: boolean): Promise<void> {
    await clock.sleep(random() * COLD_START_MS);
    const own = tools();
    const backlog = own.backlogOf(timing.maxBacklogMs);
    const deadline = clock.now() + TIMEOUT_MS;
    holders += 1;
    reports.push(
      await repeatSticky({ ...own, backlog, deadline, holder: `${holders}` }, waitForLive),
    );
  }

  async function schedule(): Promise<void> {
    await clock.sleep(random() * TICK_MS);
    while (!stopped) {
      if (random() >= faults.lostTick) void repeating(false);
      await clock.sleep(TICK_MS - 2_000 + random() * 4_000);
    }
  }

  return {
    senders,
    clock,
    random,
    reports,
    stored: () => stickyStates(memory),
    counts: seen.counts,
    start(): void {
      senders.start();
      void schedule();
    },
    /** Queues messages with `enqueue`. @returns undefined if it crashed */
    async enqueue(
      messages: readonly { channelArn: string; [member: string]: unknown }[],
    ): Promise<EnqueueAnswer | undefined> {
      const newId = idsFor(`sticky call ${calls++}`);
      const own = tools();
      const sticky = {
        store: own.store,
        budget: budgetOf(timing, SETTINGS),
        startRepeating: async () => void repeating(true),
      };
      const backlog = own.backlogOf(SETTINGS.maxBacklogMs);
      const given = { ...own, backlog, sticky };
      const crashed = clock.sleep(20_000).then(() => undefined);
      const done = enqueue({ body: { messages }, newId }, given).then(({ answer }) => answer);
      return Promise.race([done, crashed]);
    },
    /** A stream starts, and its Stream Start event starts the repeating function. */
    async streamStarts(channelArn: string, streamId: string): Promise<void> {
      const at = isoTime(Math.floor(clock.now() / 1_000) * 1_000);
      await sessions.addFact({ channelArn, streamId }, 'started', {
        at,
        id: `${streamId} started`,
      });
      void repeating(true);
    },
    async streamEnds(channelArn: string, streamId: string): Promise<void> {
      const at = isoTime(Math.floor(clock.now() / 1_000) * 1_000);
      const fact = { at, id: `${streamId} ended`, expires: 0 };
      await sessions.addFact({ channelArn, streamId }, 'ended', fact);
    },
    async stop(): Promise<void> {
      stopped = true;
      await senders.finish();
    },
  };
}
