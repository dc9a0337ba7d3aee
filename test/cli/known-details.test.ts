import { expect, test } from 'vitest';
import { CliError } from '../../src/cli/context.ts';
import { knownDetails } from '../../src/cli/trigger/known-details.ts';

const arnOf = (id: string) => `arn:aws:ivs:us-west-2:123456789012:channel/${id}`;
const CHANNELS = [
  { arn: arnOf('Quiz00000001'), name: 'quiz-night' },
  { arn: arnOf('Twin00000001'), name: 'twin' },
  { arn: arnOf('Twin00000002'), name: 'twin' },
];
const SESSIONS = [{ streamId: 'st-1newest' }];

const ask = (channel: string) =>
  knownDetails('stream-end', channel, async (_method, path) =>
    path.startsWith('/_sim/sessions?') ? SESSIONS : CHANNELS,
  );

test.each(['quiz-night', 'Quiz00000001', arnOf('Quiz00000001')])(
  'a channel of the stack is found by %s, with its newest stream',
  async (channel) => {
    await expect(ask(channel)).resolves.toEqual({
      ...{ channelArn: arnOf('Quiz00000001'), channelName: 'quiz-night' },
      streamId: 'st-1newest',
    });
  },
);

test('a name of two channels is refused, and both ARNs are named', async () => {
  const refusal = await ask('twin').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(CliError);
  expect(refusal).toHaveProperty(
    'message',
    `2 channels have the name twin; pass the ARN of one:\n${arnOf('Twin00000001')}\n${arnOf('Twin00000002')}`,
  );
});
