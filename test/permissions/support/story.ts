import { ListStreamKeysCommand, TagResourceCommand } from '@aws-sdk/client-ivs';
import {
  channelExists,
  createChannel,
  currentStreamKey,
  type DemoChannel,
} from '../../../src/local/demo/channels.ts';
import type { DemoClient } from '../../../src/local/demo/client.ts';
import { poll } from '../../../src/local/demo/poll.ts';

const PATIENCE_MS = 20_000;
const NO_CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';

interface Sessions {
  sessions: { streamId: string; state: string }[];
}

/**
 * One story in which every function does all of its work: sessions, metadata, a channel deleted, a key
 * rotated, and what was lost found again.
 *
 * @returns what came of it, act by act
 */
export async function tellStory(world: DemoClient): Promise<Record<string, unknown>> {
  const temporary = await createChannel(world, 'temporary', { 'autopilot:auto-delete': '1s' });
  const show = await createChannel(world, 'show', { 'autopilot:rotate-key': 'on-end' });
  const quiet = await createChannel(world, 'quiet', {});
  await tagStreamKey(world, show.arn);
  const streams = [await connect(world, temporary.streamKey), await connect(world, show.streamKey)];
  const live = await sessions(world, streams, 'live');

  await world.invoke('sampleViewers', {});

  const messages = [
    { channelArn: show.arn, payload: 1, key: 'poll', sticky: true },
    { channelArn: quiet.arn, payload: 1 },
    { channelArn: NO_CHANNEL, payload: 1 },
  ];
  await world.invoke('enqueueMetadata', { messages });
  // On a slow machine the sticky value may have been repeated before anyone looks.
  const cued = await poll(PATIENCE_MS, async () => {
    return (await world.cues(show.arn)).length > 0 ? true : undefined;
  });

  for (const streamId of streams) await world.disconnect(streamId);
  const ended = await sessions(world, streams, 'ended', [temporary.arn, show.arn]);
  const deleted = await poll(PATIENCE_MS, async () => {
    await world.invoke('deleteDueChannels', {});
    return (await channelExists(world, temporary.arn)) ? undefined : true;
  });
  const newKey = await poll(PATIENCE_MS, async () => {
    await world.invoke('rotateStreamKeys', {});
    const key = await currentStreamKey(world, show.arn);
    return key === show.streamKey ? undefined : key;
  });
  const lost = await loseEvents(world, show.arn, newKey ?? '');
  const revoked = await revokeKey(world, quiet);
  const explained = await askWhy(world, show.arn);
  const rotated = newKey !== undefined;
  return { live, cued, ended, deleted, rotated, ...lost, revoked, explained };
}

/** What the operator asks who wonders about it. */
async function askWhy(world: DemoClient, channelArn: string): Promise<unknown[]> {
  const questions = [{ channelArn }, { plan: true }, { audit: channelArn }];
  const known: string[] = [];
  for (const question of questions) {
    const answer = await world.invoke('explainChannels', question);
    if (JSON.stringify(answer).includes(channelArn)) known.push(Object.keys(question).join());
  }
  return known;
}

/** The key of a channel that asks for nothing leaked while it is live. @returns what came of it */
async function revokeKey(
  world: DemoClient,
  { arn: channelArn, streamKey }: DemoChannel,
): Promise<unknown> {
  await connect(world, streamKey);
  return poll(PATIENCE_MS, async () => {
    const request = { channelArn, revocationId: 'leaked' };
    const { outcome } = await world.invoke<{ outcome?: string }>('revokeStreamKey', request);
    return outcome;
  });
}

/** The owner's own tag on the stream key: the key that takes its place gets it, too. */
async function tagStreamKey({ ivs }: DemoClient, channelArn: string): Promise<void> {
  const { streamKeys } = await ivs.send(new ListStreamKeysCommand({ channelArn }));
  const tags = { team: 'video' };
  await ivs.send(new TagResourceCommand({ resourceArn: streamKeys?.[0]?.arn, tags }));
}

/** A stream of which no event arrives: only reconciling tells of it. */
async function loseEvents(world: DemoClient, channelArn: string, streamKey: string) {
  await world.sim('PUT', '/_sim/faults', { drop: 1 });
  const streamId = await connect(world, streamKey);
  const stateIs = (state: string) => async () => {
    await world.invoke('reconcile', {});
    const found = (await world.sessionsOf(channelArn)).find((one) => one.streamId === streamId);
    return found?.state === state ? state : undefined;
  };
  const found = await poll(PATIENCE_MS, stateIs('live'));
  await world.disconnect(streamId);
  return { found, closed: await poll(PATIENCE_MS, stateIs('ended')) };
}

async function connect(world: DemoClient, streamKey: string): Promise<string> {
  const { streamId, status } = await world.connect(streamKey);
  if (streamId === undefined) throw new Error(`the encoder was refused with ${status}`);
  return streamId;
}

/** How many of the streams have sessions in that state, once all have. */
async function sessions(
  world: DemoClient,
  streams: string[],
  state: string,
  channelArns?: string[],
) {
  return poll(PATIENCE_MS, async () => {
    const queries = channelArns?.map((channelArn) => ({ channelArn })) ?? [{ live: true }];
    const answers = await Promise.all(
      queries.map((query) => world.invoke<Sessions>('getSessions', query)),
    );
    const all = answers.flatMap((answer) => answer.sessions);
    const there = all.filter((one) => one.state === state && streams.includes(one.streamId));
    return there.length === streams.length ? there.length : undefined;
  });
}
