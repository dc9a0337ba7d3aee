import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { trigger, useSimulator } from 'ivs-autopilot/testing';
import { LiveChannels } from './live-channels.js';

const ivs = useSimulator();

let channels;
beforeEach(() => {
  channels = new LiveChannels();
});

test('a channel is in the list while it is live', async () => {
  ivs.onEvent((event) => channels.handle(event));
  const show = await ivs.createChannel({ name: 'quiz-night' });

  await show.goLive();
  assert.deepEqual(channels.list(), [show.arn]);

  await show.endStream();
  assert.deepEqual(channels.list(), []);
});

test('a Stream Start that comes after its Stream End does not bring the channel back', () => {
  channels.handle(trigger('stream-end'));
  channels.handle(trigger('stream-start'));
  assert.deepEqual(channels.list(), []);
});
