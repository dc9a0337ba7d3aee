import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { type AddCommands, CliError, UsageError } from '../../src/cli/context.ts';
import { makeProgram } from '../../src/cli/program.ts';
import { runCommands } from '../support/cli.ts';

// Every command that takes a channel takes its ARN, its id and its name, and says the same about a name that
// several channels have or none.

const ID = 'Qz7nWk3LpR5t';
const ARN = `arn:aws:ivs:us-west-2:123456789012:channel/${ID}`;
const OTHER = ARN.replace('Qz7n', 'Aa7n');

/** The arguments of each command, with `<channel>` in place of the channel. */
const COMMAND_LINES = [
  'sessions list <channel>',
  'sessions list <channel> --failed',
  'sessions show <channel>',
  'sessions totals --channel <channel>',
  'sessions export --from 2026-11-20 --channel <channel>',
  'explain <channel>',
  'audit <channel>',
  'keys revoke <channel> --yes',
  'metadata list <channel>',
  'dead-letters list --channel <channel>',
  'dead-letters retry --channel <channel>',
  'dead-letters drop --channel <channel> --yes',
];

const ADD_ALL: AddCommands = (program, open) => {
  for (const add of COMMANDS) add(program, open);
};

/** What the functions find for a name. */
const FOUND: Record<string, object> = {
  [ID]: { channels: [{ channelArn: ARN }] },
  'quiz-night': { channels: [{ channelArn: ARN, name: 'quiz-night' }] },
  quiz: { channels: [ARN, OTHER].map((channelArn) => ({ channelArn, name: 'quiz' })) },
  quizz: { channels: [], near: { channelArn: ARN, name: 'quiz' } },
};

/** Answers each function so that its command ends. */
function answer(functionName: string, payload: unknown): unknown {
  const { find } = Object(payload) as { find?: string };
  if (find !== undefined) return FOUND[find];
  const session = { channelArn: ARN, streamId: 'st-1', state: 'ended' };
  const answers: Record<string, object> = {
    getSessions: { sessions: [session], timeline: [], totals: {} },
    explainChannels: {
      ...{ channelArn: ARN, gone: true, sentences: [], records: [], streams: {}, sessions: [] },
      metadata: {
        channelArn: ARN,
        history: 'on',
        waiting: 0,
        waitingSeconds: 0,
        perSecond: 0,
        messages: [],
      },
    },
    revokeStreamKey: { state: 'done', outcome: 'revoked', channelArn: ARN, revocationId: 'r' },
    getDeadLetters: { letters: [], deliveries: {} },
    retryDeadLetters: { results: [] },
  };
  return answers[functionName];
}

async function run(line: string, channel: string) {
  const invoked: { functionName: string; payload: unknown }[] = [];
  const failure = await runCommands(
    ADD_ALL,
    line.replace('<channel>', channel).split(' '),
    (functionName, payload) => {
      invoked.push({ functionName, payload });
      return answer(functionName, payload);
    },
  ).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, asked: invoked.filter(({ payload }) => !('find' in Object(payload))) };
}

describe.each(COMMAND_LINES)('%s', (line) => {
  test.each([ARN, ID, 'quiz-night'])('takes %s', async (channel) => {
    const { failure, asked } = await run(line, channel);
    expect(failure).toBeUndefined();
    expect(JSON.stringify(asked)).toContain(ARN);
  });

  test.each([
    ['quiz', `2 channels have the name quiz; pass the ARN of one:\nquiz  ${ARN}\nquiz  ${OTHER}`],
    ['quizz', `no channel has the name quizz. Did you mean quiz (${ARN})?`],
  ])('refuses %s with status 1, and does nothing', async (channel, message) => {
    const { failure, asked } = await run(line, channel);
    expect(failure).toBeInstanceOf(CliError);
    expect(failure).not.toBeInstanceOf(UsageError);
    expect(failure).toHaveProperty('message', message);
    expect(asked).toEqual([]);
  });
});

test('the table has every command that takes a channel', () => {
  const streams = { out: new PassThrough(), err: new PassThrough() };
  const program = makeProgram(streams, COMMANDS, () => expect.fail('no command runs here'));
  const named = COMMAND_LINES.map((line) => line.split(/ (?:<|--)/)[0]);
  // `trigger` asks no function: known-details.test.ts tests its names.
  expect([...new Set(named), 'trigger'].sort()).toEqual(takingChannels(program).sort());
});

function takingChannels(command: Command, path: string[] = []): string[] {
  const own =
    command.registeredArguments.some((argument) => argument.name() === 'channel') ||
    command.options.some(({ long }) => long === '--channel');
  return [
    ...(own ? [path.join(' ')] : []),
    ...command.commands.flatMap((each) => takingChannels(each, [...path, each.name()])),
  ];
}
