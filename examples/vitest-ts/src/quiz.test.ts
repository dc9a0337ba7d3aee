import { IvsClient } from '@aws-sdk/client-ivs';
import { useSimulator } from 'ivs-autopilot/testing';
import { afterAll, expect, test } from 'vitest';
import { ask, type Question } from './quiz.js';

const ivs = useSimulator();
const client = new IvsClient(ivs.clientConfig);
afterAll(() => client.destroy());

const question: Question = { number: 1, text: 'Which planet is the largest?' };

test('viewers receive a question', async () => {
  const show = await ivs.createChannel({ name: 'quiz-night' });
  await show.goLive();
  expect(await ask(client, show.arn, question)).toBe(true);
  const received = show.cues().map(({ metadata }): unknown => JSON.parse(metadata));
  expect(received).toEqual([question]);
});

test('a question before the show is not sent', async () => {
  const show = await ivs.createChannel({ name: 'quiz-night' });
  expect(await ask(client, show.arn, question)).toBe(false);
  expect(show.cues()).toEqual([]);
});
