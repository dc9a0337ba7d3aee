import { setTimeout as sleep } from 'node:timers/promises';
import { ListStreamKeysCommand } from '@aws-sdk/client-ivs';
import { inParallel } from '../../platform/parallel.ts';
import { type RandomSource, seededRandom } from '../../simulator/random.ts';
import { createChannel, type DemoChannel } from '../demo/channels.ts';
import { DemoClient } from '../demo/client.ts';
import { poll } from '../demo/poll.ts';
import { CAST, type CastMember } from './cast.ts';
import { cleanupSchedule } from './cleanup-schedule.ts';
import { deadLetters } from './dead-letters.ts';
import { pastStreams, streamEvents } from './history.ts';
import { TableFacts } from './table-facts.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HISTORY_DAYS = 13;
/** Each channel of so many had streams before today. */
const HISTORY_EVERY = 3;
const KEY_AGE_MS = 45 * DAY_MS;
const CONCURRENT = 4;
const TIMEOUT_MS = 30_000;
/** IVS's quota of CreateChannel is 5 requests a second. */
const CREATE_GAP_MS = 210;
/** The grace of the held channels is 5 s; their Stream End comes half a second after the encoder has gone. */
const ALL_DUE_MS = 7_000;

/** A channel of the scene. */
export interface Actor extends CastMember, DemoChannel {
  /** The stream that is live. */
  streamId?: string;
}

interface LiveAnswer {
  sessions: { state: string }[];
}

interface SceneTools {
  endpoint: string;
  client: DemoClient;
  facts: TableFacts;
  random: RandomSource;
  now: number;
}

export interface Scene {
  actors: readonly Actor[];
  client: DemoClient;
  close(): void;
}

/**
 * Plays the scene of the console's pictures: 30 channels, 10 of them live, one starving, one whose stream failed, deletions
 * that wait for approval, dead letters and an overdue stream key.
 *
 * @param endpoint of a one-machine stack from `startSceneStack`
 * @param seed the same seed gives the same history and viewers
 */
export async function playScene(endpoint: string, seed: number): Promise<Scene> {
  const client = new DemoClient(endpoint);
  const facts = new TableFacts(endpoint);
  const random = seededRandom(seed, 'scene');
  const tools: SceneTools = { endpoint, client, facts, random, now: Date.now() };
  try {
    const actors = await inParallel(CAST, 1, (member) => enter(member, tools));
    const withHistory = actors.filter((_, i) => i % HISTORY_EVERY === 0);
    await inParallel(withHistory, CONCURRENT, (actor) => addHistory(actor, tools));
    const audience = actors.reduce((sum, actor) => sum + actor.audience, 0);
    await facts.addDay(tools.now, audience, random);
    const schedule = cleanupSchedule(endpoint);
    await schedule.set('off');
    await goLive(actors, tools);
    await endStreams(actors, tools);
    await addTrouble(actors, tools);
    await schedule.set('on');
    // They take half a minute at the pace of IVS's quotas, and nobody waits for them.
    await client.invokeLater('sampleViewers', {});
    await client.invokeLater('reconcile', {});
    return { actors, client, close: () => client.close() };
  } finally {
    facts.close();
  }
}

async function enter(member: CastMember, { client }: SceneTools): Promise<Actor> {
  const channel = await createChannel(client, member.name, member.tags);
  await sleep(CREATE_GAP_MS);
  return { ...member, ...channel };
}

async function addHistory(actor: Actor, { client, now, random }: SceneTools): Promise<void> {
  const channel = { channelArn: actor.arn, name: actor.name };
  for (const event of pastStreams(channel, { now, days: HISTORY_DAYS, random }))
    await client.invoke('recordSessionEvent', event);
}

/** Each channel but those without a stream streams for a moment. Some stay live, since earlier than they really began. */
async function goLive(actors: readonly Actor[], tools: SceneTools): Promise<void> {
  const { client, facts, now, random } = tools;
  await inParallel(actors, CONCURRENT, async (actor) => {
    const { streamId } = await client.connect(actor.streamKey);
    if (streamId === undefined) throw new Error(`${actor.name}: the encoder was refused`);
    actor.streamId = streamId;
    if (!isLive(actor)) return;
    const startAt = now - Math.round((20 + random() * 130) * MINUTE_MS);
    const id = { channelArn: actor.arn, streamId };
    await facts.addViewers(id, { startAt, now, audience: actor.audience }, random);
    await client.sim('PUT', '/_sim/viewers', { channelArn: actor.arn, count: actor.audience });
    const stream = { ...id, name: actor.name, startAt };
    for (const event of streamEvents(stream, random))
      await client.invoke('recordSessionEvent', event);
  });
  await until('all channels are live', async () => {
    const { sessions } = await client.invoke<LiveAnswer>('getSessions', { live: true });
    return sessions.filter(({ state }) => state === 'live').length === actors.length;
  });
}

export const isLive = ({ role }: CastMember): boolean =>
  role === 'live' || role === 'starving' || role === 'overdue';

async function endStreams(actors: readonly Actor[], { client }: SceneTools): Promise<void> {
  await inParallel(actors, CONCURRENT, async ({ role, streamId }) => {
    const encoder = `/_sim/encoders/${streamId}`;
    if (role === 'starving') await client.sim('POST', `${encoder}/starve`);
    if (role === 'failed') await client.sim('POST', `${encoder}/fail`);
    if (role === 'held' || role === 'offline') await client.sim('DELETE', encoder);
  });
}

/**
 * All held channels must be due when cleanup looks, or it deletes the first ones. Until then, its schedule is off.
 */
async function stopCleanup({ client }: SceneTools): Promise<void> {
  await until('cleanup stops itself', async () => {
    await client.invoke('deleteDueChannels', {});
    const status = await client.invoke<{ stopped?: object }>('deleteDueChannels', { status: true });
    return status.stopped !== undefined;
  });
}

async function addTrouble(actors: readonly Actor[], tools: SceneTools): Promise<void> {
  const { client, endpoint, facts, now } = tools;
  for (const { arn } of actors.filter(({ role }) => role === 'overdue')) {
    const { streamKeys } = await client.ivs.send(new ListStreamKeysCommand({ channelArn: arn }));
    await facts.ageKey(arn, streamKeys?.[0]?.arn ?? '', now - KEY_AGE_MS);
  }
  await client.invoke('rotateStreamKeys', {});
  const [refused, failed] = [actorNamed(actors, 'auction-live'), actorNamed(actors, 'town-hall')];
  await deadLetters({ refused, failed }, client, endpoint);
  await sleep(ALL_DUE_MS);
  await stopCleanup(tools);
}

function actorNamed(actors: readonly Actor[], name: string): Actor {
  const found = actors.find((actor) => actor.name === name);
  if (!found) throw new Error(`the scene has no channel ${name}`);
  return found;
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const found = await poll(TIMEOUT_MS, async () => ((await isTrue()) ? true : undefined));
  if (!found) throw new Error(`the scene waited ${TIMEOUT_MS} ms, but not: ${what}`);
}
