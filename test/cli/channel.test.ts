import { describe, expect, test } from 'vitest';
import { channelArn } from '../../src/cli/channel.ts';
import { CliError, UsageError } from '../../src/cli/context.ts';
import type { FoundChannel } from '../../src/explain/find-channels.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
const OTHER = ARN.replace('Qz7n', 'Aa7n');

/** @param found what `explainChannels` answers, or throws */
function resolve(
  text: string,
  found: FoundChannel[] | Error,
  home: object = {},
  near?: FoundChannel,
) {
  const invoked: unknown[] = [];
  const invoke = async <T>(_functionName: string, payload: unknown): Promise<T> => {
    invoked.push(payload);
    if (typeof payload === 'object' && payload !== null && 'home' in payload) return home as T;
    if (found instanceof Error) throw found;
    return { channels: found, ...(near && { near }) } as T;
  };
  const cli = { invoke, timeZone: 'Europe/Berlin', now: () => 0 };
  const arn = channelArn(cli, text).catch((error: unknown) => error);
  return { arn, invoked };
}

describe('the channel that an operator names', () => {
  test('by its ARN needs no invocation', async () => {
    const { arn, invoked } = resolve(ARN, new Error('not asked'));
    expect([await arn, invoked]).toEqual([ARN, []]);
  });

  test.each(['quiz-night', 'Qz7nWk3LpR5t', 'a'])(
    'by its name or id %s is found by the stage',
    async (text) => {
      const { arn, invoked } = resolve(text, [{ channelArn: ARN }]);
      expect([await arn, invoked]).toEqual([ARN, [{ find: text }]]);
    },
  );

  test('by a name of several channels is refused with their names and ARNs, one a line', async () => {
    const found = [{ channelArn: ARN, name: 'quiz' }, { channelArn: OTHER }];
    expect(await resolve('quiz', found).arn).toEqual(
      new CliError(
        `2 channels have the name quiz; pass the ARN of one:\nquiz  ${ARN}\nquiz  ${OTHER}`,
      ),
    );
  });

  test('by a name that several channels had says when each had it', async () => {
    const found = [
      { channelArn: ARN, name: 'quiz', lastSessionAt: '2026-11-21T12:00:00.000Z' },
      { channelArn: OTHER, name: 'quiz', lastSessionAt: '2026-11-20T12:00:00.000Z' },
    ];
    const lines = [
      `quiz  ${ARN}  last live 2026-11-21 13:00:00`,
      `quiz  ${OTHER}  last live 2026-11-20 13:00:00`,
    ];
    expect(await resolve('quiz', found).arn).toEqual(
      new CliError(['2 channels had the name quiz; pass the ARN of one:', ...lines].join('\n')),
    );
    expect(await resolve('quiz', found.slice(1)).arn).toBe(OTHER);
  });

  test('by a name that no channel has is not found', async () => {
    const error = await resolve('quiz', []).arn;
    expect(error).toEqual(
      new CliError(
        'no channel has the name quiz; a channel that was deleted more than a week ago is found by its id only',
      ),
    );
    const near = { channelArn: ARN, name: 'qu\u001b[2Jiz' };
    expect(await resolve('quizz', [], {}, near).arn).toEqual(
      new CliError(`no channel has the name quizz. Did you mean qu\ufffd[2Jiz (${ARN})?`),
    );
  });

  test('by its id is found even if the function fails that asks IVS', async () => {
    const home = { region: 'us-west-2', account: '123456789012' };
    const failed = new CliError('ivs-autopilot-prod-explainChannels failed');
    const { arn, invoked } = resolve('Qz7nWk3LpR5t', failed, home);
    expect([await arn, invoked]).toEqual([ARN, [{ find: 'Qz7nWk3LpR5t' }, { home: true }]]);
    expect(await resolve('quiz', failed, home).arn).toBe(failed);
    expect(await resolve('Qz7nWk3LpR5t', failed).arn).toHaveProperty(
      'message',
      expect.stringMatching(/^channel: the stage does not know its account and region/),
    );
  });

  test.each([
    '',
    'a b',
    'ü',
    'channel/Qz7nWk3LpR5t',
    ARN.replace('channel/', 'stream-key/'),
    'a'.repeat(129),
  ])('by %j is a wrong command line', async (text) => {
    const { arn, invoked } = resolve(text, []);
    const error = await arn;
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/^channel: expected .*, received "/),
    );
    expect(invoked).toEqual([]);
  });
});
