import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ChannelStore } from '../../channels/store.ts';
import type { CleanupStopStore } from '../../cleanup/cleanup-stop.ts';
import type { DeadLetterStore } from '../../dead-letters/store.ts';
import type { IvsApi } from '../../ivs/api.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { inParallel } from '../../platform/parallel.ts';
import type { Table } from '../../platform/table.ts';
import { readTableMark } from '../../platform/table-mark.ts';
import { readTicks } from '../../platform/ticks.ts';
import type { SessionStore } from '../../sessions/store.ts';
import { FUNCTIONS, nameOf, QUEUES, type QueueKind } from '../expected.ts';
import type { Facts } from '../facts.ts';
import { ruleFacts } from './events.ts';
import { eventSourceFacts, functionFacts, type Lambda, otherStages } from './lambda.ts';
import { probe } from './probe.ts';
import { queueFacts } from './queues.ts';
import { liveStreams } from './streams.ts';
import { hasBackups, overdueKeys, tableFacts } from './table.ts';

/** All of these only read. */
export interface DoctorDeps {
  stage: string;
  region: string;
  version: string;
  tagPrefix: string;
  clock: Clock;
  lambda: Lambda;
  eventBridge: Pick<EventBridgeClient, 'send'>;
  sqs: Pick<SQSClient, 'send'>;
  ivs: Pick<IvsApi, 'listChannels' | 'listStreams'>;
  table: Table;
  sessions: Pick<SessionStore, 'get' | 'listEvents'>;
  channels: Pick<ChannelStore, 'get' | 'listDue'>;
  stops: Pick<CleanupStopStore, 'pending'>;
  letters: Pick<DeadLetterStore, 'count'>;
}

/** Requests at the same time to one service: EventBridge and Lambda allow some dozens a second. */
const PARALLEL = 5;
/** An operator needs no exact number above it. */
const COUNTED_LETTERS = 100;

/** Reads everything that the checks need. A request that fails is a fact too. */
export async function gatherFacts(deps: DoctorDeps): Promise<Facts> {
  const { stage, region, version, tagPrefix, clock, lambda, table, ivs } = deps;
  const [functions, eventSources, rules, queues, ...others] = await Promise.all([
    inParallel(FUNCTIONS, PARALLEL, async ({ name }) => ({
      name,
      probe: await probe(() => functionFacts(lambda, nameOf(stage, name))),
    })),
    inParallel(sourcesOf(stage), PARALLEL, async ({ name, queue }) => ({
      ...{ name, queue },
      probe: await probe(() => eventSourceFacts(lambda, nameOf(stage, name))),
    })),
    inParallel(rulesOf(stage), PARALLEL, async (rule) => ({
      ...rule,
      probe: await probe(() => ruleFacts(deps.eventBridge, rule.name, rule.bus)),
    })),
    inParallel(queuesOf(stage), PARALLEL, async (queue) => ({
      ...queue,
      probe: await probe(() => queueFacts(deps.sqs, queue.name)),
    })),
    probe(() => tableFacts(table)),
    probe(() => hasBackups(table)),
    probe(() => readTableMark(table)),
    probe(() => readTicks(table)),
    probe(async () => (await ivs.listChannels()).items.length),
    probe(() => liveStreams(deps)),
    probe(() => deps.stops.pending(clock.now())),
    probe(() => overdueKeys(deps.channels)),
    probe(() => otherStages(lambda, stage)),
    probe(() => deps.letters.count(COUNTED_LETTERS)),
  ]);
  const [tableState, backups, mark, ticks, channels, live, stopped, overdue, stages, letters] =
    others;
  return {
    ...{ at: isoTime(clock.now()), stage, region, version, tagPrefix },
    ...{ functions, eventSources, rules, queues, table: tableState, backups, mark, ticks },
    ...{ channels, live, stopped, overdueKeys: overdue, otherStages: stages, letters },
  };
}

const sourcesOf = (stage: string) =>
  FUNCTIONS.flatMap(({ name, queue }) =>
    queue === undefined ? [] : [{ name, queue: nameOf(stage, queue) }],
  );

const rulesOf = (stage: string) =>
  FUNCTIONS.flatMap(({ name: functionName, rules = [], bus }) =>
    rules.map((rule) => ({
      ...{ name: nameOf(stage, rule), functionName },
      bus: bus === 'own' ? nameOf(stage) : 'default',
    })),
  );

const queuesOf = (stage: string) =>
  (Object.keys(QUEUES) as QueueKind[]).flatMap((kind) =>
    QUEUES[kind].map((last) => ({ name: nameOf(stage, last), kind })),
  );
