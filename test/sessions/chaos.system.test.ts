import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import type { SessionStore } from '../../src/sessions/store.ts';
import type { SessionSummary } from '../../src/sessions/summary.ts';
import { toView } from '../../src/sessions/view.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { seededRandom } from '../support/random.ts';
import { SEED } from '../support/seed.ts';
import { startTable } from '../support/table.ts';
import { type Channel, chaosWorld, MINUTE } from './support/chaos-world.ts';
import { type TrueSession, truthOf } from './support/truth.ts';

/** How many runs. `npm run chaos` does more. */
const RUNS = chaosRuns(30);
const TABLE_RUNS = Math.ceil(RUNS / 50);

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

const total = { sessions: 0, recorded: 0, lost: 0, events: 0, crashes: 0 };

/** The members of a session that are compared with those of the simulator. */
function asTruth(summary: SessionSummary): Partial<TrueSession> {
  const view = toView(summary);
  const { streamId, state, createdAt, startedAt, endedAt, ingestEndedAt, failedAt } = view;
  return { streamId, state, createdAt, startedAt, endedAt, ingestEndedAt, failedAt };
}

async function run(seed: number, store: SessionStore): Promise<void> {
  const random = seededRandom(seed);
  const world = chaosWorld(seed, store, random);
  const channels: Channel[] = [];
  for (let i = 0; i < 4; i++) channels.push(await world.addChannel());
  const faults = {
    drop: 0.3 + 0.65 * random(),
    duplicate: 0.2,
    reorder: 0.4,
    reorderMs: 8 * MINUTE,
  };
  world.simulator.setFaults({ ...faults, seed: seed + 1 });
  for (let i = 0; i < 40; i++) await step(world, channels, random);

  // No more happens. Some streams are still live. Delayed events are delivered; the rest is lost.
  for (const channel of channels)
    if (random() < 0.6)
      world.encoder(() => world.simulator.disconnectEncoder(activeStream(world, channel)));
  world.clock.advance(30 * MINUTE);
  await world.deliver(0.05);

  // After one pass without an audit, every session is right of which any event was delivered.
  const recorded = new Set((await known(world, channels)).map(({ streamId }) => streamId));
  expect(await world.reconcile(0)).toMatchObject({ outcome: 'done', sessions: { failed: 0 } });
  const truth = truthOf(world.simulator.sessions());
  const live = truth.filter(({ state }) => state === 'live');
  for (const { streamId } of live) recorded.add(streamId);
  const right = truth.filter(({ streamId }) => recorded.has(streamId));
  expect(await storedFacts(world, channels)).toEqual(right.map(factsOf));

  // After one pass with an audit, every session is right.
  expect(await world.reconcile(0, true)).toMatchObject({ outcome: 'done', audit: { failed: 0 } });
  expect(await storedFacts(world, channels)).toEqual(truth.map(factsOf));
  await expectFinalized(world, truth);

  total.sessions += truth.length;
  total.recorded += right.length;
  total.lost += truth.length - right.length;
  total.events += world.counts.events;
  total.crashes += world.counts.crashes;
}

type World = ReturnType<typeof chaosWorld>;

async function step(world: World, channels: Channel[], random: () => number): Promise<void> {
  const channel = channels[Math.floor(random() * channels.length)] as Channel;
  const { simulator } = world;
  // Two events of one name within two seconds count as one if one of them is a repair.
  world.clock.advance(3_000);
  const dice = random();
  const streamId = activeStream(world, channel);
  if (dice < 0.22) world.encoder(() => simulator.connectEncoder({ streamKey: channel.key }));
  else if (dice < 0.36) world.encoder(() => simulator.disconnectEncoder(streamId));
  else if (dice < 0.42) world.encoder(() => simulator.starveEncoder(streamId));
  else if (dice < 0.48) world.encoder(() => simulator.recoverEncoder(streamId));
  else if (dice < 0.51) world.encoder(() => simulator.failStream(streamId, 'Transcode capacity'));
  else if (dice < 0.55)
    world.encoder(() => simulator.connectEncoder({ streamKey: channel.key, priority: 1 }));
  else if (dice < 0.6) simulator.setViewers(channel.arn, Math.floor(random() * 50));
  else if (dice < 0.66) await world.reconcile(0.5);
  else if (dice < 0.74) await world.sample(0.3);
  else world.clock.advance(random() * (random() < 0.3 ? 12 * MINUTE : 20_000));
  await world.deliver(0.1);
}

/** The newest stream of the channel: the one that encoder operations of the simulator act on. */
const activeStream = ({ simulator }: World, { arn }: Channel): string =>
  simulator.sessions({ channelArn: arn })[0]?.streamId ?? 'st-none';

async function known({ stores }: World, channels: Channel[]): Promise<SessionSummary[]> {
  const found: SessionSummary[] = [];
  for (const { arn: channelArn } of channels) {
    const { sessions } = await stores.store.list({ channelArn }, 100);
    found.push(...(await stores.store.get(sessions)));
  }
  return found;
}

const byId = (a: { streamId?: string }, b: { streamId?: string }) =>
  String(a.streamId) < String(b.streamId) ? -1 : 1;

async function storedFacts(world: World, channels: Channel[]) {
  return (await known(world, channels)).map(asTruth).sort(byId);
}

function factsOf({ starvations, takeovers, recordings, channelArn, ...facts }: TrueSession) {
  return facts;
}

/** Every session that ended is finalized, with all that IVS knows of it. */
async function expectFinalized({ stores }: World, truth: TrueSession[]): Promise<void> {
  const ids = (detailType: string) =>
    new Set(
      stores.bus.events
        .filter((event) => event.detailType === detailType)
        .map(({ detail }) => detail.id),
    );
  const [started, ended, closed] = ['Started', 'Ended', 'Closed'].map((k) => ids(`Session ${k}`));
  for (const { channelArn, streamId, ...one } of truth) {
    const [summary] = await stores.store.get([{ channelArn, streamId }]);
    if (one.state === 'live' || one.state === 'created') continue;
    if (one.startedAt) expect(started).toContain(`session-started:${streamId}`);
    expect(summary?.phase).toBe(`ENDED#${(one.endedAt ?? one.ingestEndedAt)?.slice(0, 10)}`);
    expect(ended).toContain(`session-ended:${streamId}`);
    expect(closed).toContain(`session-closed:${streamId}`);
    const [details] = await stores.details.get([{ channelArn, streamId }]);
    expect(details).toMatchObject({
      channel: { name: 'Quiz', type: 'STANDARD' },
      ingest: { video: { width: 1_920, height: 1_080, bitrate: 3_500_000 } },
      health: {
        counts: { takeovers: one.takeovers, recordings: one.recordings },
        starvation: { count: one.starvations },
      },
    });
    const [audience] = await stores.viewers.get([{ channelArn, streamId }]);
    const end = one.endedAt ?? one.ingestEndedAt;
    const lived = Date.parse(String(end)) - Date.parse(String(one.startedAt));
    if (audience) expect(audience.coveredSeconds * 1_000).toBeLessThanOrEqual(lived + 1_000);
  }
}

test('every session is right after one pass, whichever events are lost, late or duplicated and whichever runs are interrupted', async () => {
  for (let i = 0; i < RUNS; i++) {
    const seed = SEED + i;
    try {
      await run(seed, memorySessionStore());
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
  console.log(`session chaos: ${RUNS} runs from seed ${SEED}`, total);
  expect(total.lost).toBeGreaterThan(RUNS / 8);
  expect(total.crashes).toBeGreaterThan(RUNS);
});

test('every session in the table is right after one pass, too', async () => {
  for (let i = 0; i < TABLE_RUNS; i++)
    await run(SEED + 100_000 + i, dynamoSessionStore(table.table, systemClock));
});
