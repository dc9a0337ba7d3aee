import { GetChannelCommand, ListChannelsCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stage } from '../../src/acceptance/stage.ts';
import { playStory, type StoryTools } from '../../src/acceptance/story.ts';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';

// What npm run acceptance -- --local does, with ffmpeg as the encoder.

const PACE = { everyMs: 300, withinMs: 60_000 };

let stack: Stack;
let world: DemoClient;
let stage: Stage;
/** The tags of somebody else's channel ask for its deletion after its stream. It has no stream. */
let foreign: string;
beforeAll(async () => {
  stack = await startStack({ port: 0, rtmp: { port: 0 }, schedules: 20, warm: false });
  world = new DemoClient(stack.endpoint);
  const { endpoint, rtmpEndpoint = '' } = stack;
  stage = new Stage({ stage: 'local', region: 'us-west-2', local: { endpoint, rtmpEndpoint } });
  foreign = (await createChannel(world, 'foreign', { 'autopilot:auto-delete': '1s' })).arn;
});
afterAll(async () => {
  stage?.close();
  world?.close();
  await stack?.close();
});

async function play(runId: string, more: Partial<StoryTools> = {}): Promise<string[]> {
  const lines: string[] = [];
  const { signal } = new AbortController();
  const print = (line: string) => void lines.push(line);
  await playStory({ stage, runId, print, signal, pace: PACE, ...more });
  return lines;
}

const channelNames = async () => {
  const { channels = [] } = await world.ivs.send(new ListChannelsCommand({}));
  return channels.map(({ name }) => name);
};

test('the story happens on the one-machine stack, and leaves nothing behind', async () => {
  const lines = await play('test');
  const name = 'ivs-autopilot-acceptance-test';
  for (const step of [
    `the session of ${name}-deleted is live`,
    'the message is in the picture that viewers get',
    `the session of ${name}-rotated is ended`,
    `the stage has deleted ${name}-deleted`,
    `${name}-rotated has a new stream key`,
    'every step has happened',
    'no channel of this run is left',
  ])
    expect(lines).toContain(step);
  expect(lines.join('\n')).not.toMatch(/sk_us-west-2_/);
  expect(await channelNames()).toEqual(['foreign']);
  await world.ivs.send(new GetChannelCommand({ arn: foreign }));
}, 120_000);

test('a story that is interrupted while it streams leaves nothing behind', async () => {
  const interrupted = new AbortController();
  const print = (line: string) => {
    if (line.endsWith('-deleted is live')) interrupted.abort(new Error('interrupted by SIGINT'));
  };
  const story = play('cut', { signal: interrupted.signal, print });
  await expect(story).rejects.toThrow('interrupted by SIGINT');
  expect(await channelNames()).toEqual(['foreign']);
}, 120_000);
