import { ListStreamKeysCommand, TagResourceCommand } from '@aws-sdk/client-ivs';
import {
  channelExists,
  createChannel,
  currentStreamKey,
} from '../../../src/local/demo/channels.ts';
import type { DemoClient } from '../../../src/local/demo/client.ts';
import { poll } from '../../../src/local/demo/poll.ts';

const TIMEOUT_MS = 20_000;
const NO_CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';

interface Letters {
  letters: { id: string }[];
}

interface Sessions {
  sessions: { streamId: string; state: string }[];
}

/**
 * Runs a story in which every function does its work: it records sessions, sends metadata, deletes a
 * channel, rotates keys and revokes one, and repairs a session without events.
 *
 * @returns the result of each part
 */
export async function runStory(world: DemoClient): Promise<Record<string, unknown>> {
  const temporary = await createChannel(world, 'temporary', { 'autopilot:auto-delete': '1s' });
  const show = await createChannel(world, 'show', { 'autopilot:rotate-key': 'on-end' });
  const aged = await createChannel(world, 'aged', { 'autopilot:rotate-key': '1s' });
  const quiet = await createChannel(world, 'quiet', {});
  await tagStreamKey(world, show.arn);
  const streams: string[] = [];
  for (const { streamKey } of [temporary, show, aged])
    streams.push(await connect(world, streamKey));
  const live = await sessions(world, streams, 'live');

  await world.invoke('sampleViewers', {});

  const messages = [
    { channelArn: show.arn, payload: 1, key: 'poll', sticky: true },
    { channelArn: quiet.arn, payload: 1 },
    { channelArn: NO_CHANNEL, payload: 1 },
  ];
  await world.invoke('enqueueMetadata', { messages });
  // On a slow machine, the sticky value may have been repeated already.
  const cued = await poll(TIMEOUT_MS, async () => {
    return (await world.cues(show.arn)).length > 0 ? true : undefined;
  });

  for (const streamId of streams) await world.disconnect(streamId);
  const ended = await sessions(world, streams, 'ended', [...[temporary.arn, show.arn, aged.arn]]);
  for (const name of ['recordSessionEvent', 'markChannel'])
    await world.invoke(name, { source: 'aws.events' });
  const deleted = await poll(TIMEOUT_MS, async () => {
    await world.invoke('deleteDueChannels', {});
    return (await channelExists(world, temporary.arn)) ? undefined : true;
  });
  const newKey = await poll(TIMEOUT_MS, async () => {
    await world.invoke('rotateStreamKeys', {});
    const key = await currentStreamKey(world, show.arn);
    const isOld = (await currentStreamKey(world, aged.arn)) === aged.streamKey;
    return key === show.streamKey || isOld ? undefined : key;
  });
  await connect(world, quiet.streamKey);
  // The message has waited for the stream.
  const welcomed = await poll(TIMEOUT_MS, async () => {
    return (await world.cues(quiet.arn)).length > 0 ? true : undefined;
  });
  const revoked = await revokeKey(world, quiet.arn);
  const lost = await loseEvents(world, show.arn, newKey ?? '');
  const explained = await explain(world, show.arn);
  const letters = await retryLetters(world);
  const { checks } = await world.invoke<{ checks: { check: string }[] }>('doctor', {});
  const examined = checks.some(({ check }) => check === 'functions');
  const rotated = newKey !== undefined;
  return {
    live,
    cued,
    ended,
    deleted,
    rotated,
    ...lost,
    welcomed,
    revoked,
    explained,
    letters,
    examined,
  };
}

/** Asks explainChannels for the channel, the plan and the audit. @returns which answers name the channel */
async function explain(world: DemoClient, channelArn: string): Promise<unknown[]> {
  const questions = [{ channelArn }, { plan: true }, { audit: channelArn }];
  const known: string[] = [];
  for (const question of questions) {
    const answer = await world.invoke('explainChannels', question);
    if (JSON.stringify(answer).includes(channelArn)) known.push(Object.keys(question).join());
  }
  return known;
}

/**
 * A function fails, and the metadata for a channel that does not exist cannot be sent. Both are tried again.
 *
 * @returns what became of them
 */
async function retryLetters(world: DemoClient): Promise<string[] | undefined> {
  await world.invoke('getDeadLetters', { source: 'aws.events' });
  await world.invokeLater('revokeStreamKey', { channelArn: 'no ARN' });
  const both = await poll(TIMEOUT_MS, async () => {
    const { letters } = await world.invoke<Letters>('getDeadLetters', { list: {} });
    return letters.length >= 2 ? letters : undefined;
  });
  if (!both) return undefined;
  await world.invoke('getDeadLetters', { show: both[0]?.id });
  const request = { retry: { filter: {} } };
  const answer = await world.invoke<{ results: { outcome: string }[] }>(
    'retryDeadLetters',
    request,
  );
  return answer.results.map(({ outcome }) => outcome).sort();
}

/** Revokes the key of a live channel without tags. @returns the outcome */
async function revokeKey(world: DemoClient, channelArn: string): Promise<unknown> {
  return poll(TIMEOUT_MS, async () => {
    const request = { channelArn, revocationId: 'leaked' };
    const { outcome } = await world.invoke<{ outcome?: string }>('revokeStreamKey', request);
    return outcome;
  });
}

/** Gives the stream key a tag, which the next key must have too. */
async function tagStreamKey({ ivs }: DemoClient, channelArn: string): Promise<void> {
  const { streamKeys } = await ivs.send(new ListStreamKeysCommand({ channelArn }));
  const tags = { team: 'video' };
  await ivs.send(new TagResourceCommand({ resourceArn: streamKeys?.[0]?.arn, tags }));
}

/** Runs a stream without any event, which only `reconcile` can find. */
async function loseEvents(world: DemoClient, channelArn: string, streamKey: string) {
  await world.sim('PUT', '/_sim/faults', { drop: 1 });
  const streamId = await connect(world, streamKey);
  const stateIs = (state: string) => async () => {
    await world.invoke('reconcile', {});
    const found = (await world.sessionsOf(channelArn)).find(
      (session) => session.streamId === streamId,
    );
    return found?.state === state ? state : undefined;
  };
  const found = await poll(TIMEOUT_MS, stateIs('live'));
  await world.disconnect(streamId);
  return { found, closed: await poll(TIMEOUT_MS, stateIs('ended')) };
}

async function connect(world: DemoClient, streamKey: string): Promise<string> {
  const { streamId, status } = await world.connect(streamKey);
  if (streamId === undefined) throw new Error(`the encoder was refused with ${status}`);
  return streamId;
}

/** Waits until each of the streams has a session in that state. @returns how many */
async function sessions(
  world: DemoClient,
  streams: string[],
  state: string,
  channelArns?: string[],
) {
  return poll(TIMEOUT_MS, async () => {
    const queries = channelArns?.map((channelArn) => ({ channelArn })) ?? [{ live: true }];
    const answers = await Promise.all(
      queries.map((query) => world.invoke<Sessions>('getSessions', query)),
    );
    const all = answers.flatMap((answer) => answer.sessions);
    const there = all.filter((each) => each.state === state && streams.includes(each.streamId));
    return there.length === streams.length ? there.length : undefined;
  });
}
