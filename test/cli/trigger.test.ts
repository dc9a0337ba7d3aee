import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/context.ts';
import { addTriggerCommand } from '../../src/cli/trigger/trigger-command.ts';
import { EVENT_KINDS } from '../../src/testing/trigger/kinds.ts';
import { runCommands } from '../support/cli.ts';

const CHANNEL = 'arn:aws:ivs:eu-west-1:210987654321:channel/Qz7nWk3LpR5t';

async function run(args: readonly string[], more: object = {}) {
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const answer = () => expect.fail('no function is invoked');
  const { printed } = await runCommands(addTriggerCommand, ['trigger', ...args], answer, {
    note,
    ...more,
  });
  return { printed, notes };
}

test('without the stack, trigger prints the entries for put-events, and says why their source is another', async () => {
  const { printed, notes } = await run([
    ...['stream-failure', '--channel', CHANNEL, '--stream', 'st-1a', '--reason', 'no capacity'],
    ...['--time', '2026-11-21T13:00:00Z', '--set', 'detail.more={"a":1}'],
    ...['--set', 'detail.channel_name=quiz'],
  ]);
  const entries = JSON.parse(printed);
  expect(entries).toEqual([
    {
      EventBusName: 'default',
      Source: 'simulator.ivs',
      DetailType: 'IVS Stream State Change',
      Detail: expect.any(String),
      Resources: [CHANNEL],
      Time: '2026-11-21T13:00:00Z',
    },
  ]);
  expect(JSON.parse(entries[0].Detail)).toEqual({
    event_name: 'Stream Failure',
    channel_name: 'quiz',
    stream_id: 'st-1a',
    reason: 'no capacity',
    more: { a: 1 },
  });
  expect(notes).toEqual([
    'AWS accepts events of the source aws.ivs from IVS only, so this one has the source simulator.ivs: a rule must match that source. Put it with: aws events put-events --entries file://<file>',
  ]);
});

test('--source and --json', async () => {
  const { printed } = await run(['stream-end', '--source', 'my.test'], { json: true });
  expect(printed.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(printed)[0]).toMatchObject({ Source: 'my.test', Time: '2026-11-21T12:00:00Z' });
});

test('--list lists each kind with a sentence', async () => {
  const { printed } = await run(['--list']);
  const [title, ...lines] = printed.trimEnd().split('\n');
  expect(title).toMatch(/^KIND +EVENT +WHEN$/);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(Object.keys(EVENT_KINDS));
  for (const line of lines) expect(line).toMatch(/\.$/);
  const { printed: json } = await run(['--list'], { json: true });
  expect(JSON.parse(json.split('\n')[0] ?? '')).toEqual({
    kind: 'session-created',
    name: 'Session Created',
    when: 'An encoder connected, and its stream key was accepted.',
  });
});

const wrong: [string[], string][] = [
  [[], 'kind: expected a kind of event, such as stream-end; --list shows all'],
  [['stream-ends'], '(did you mean stream-end?), received "stream-ends"'],
  [
    ['stream-end', '--channel', 'quiz'],
    '--channel: expected the ARN of a channel, received "quiz"; names and ids are found with --local only',
  ],
  [['stream-end', '--time', 'noon'], '--time: expected a date or a time'],
  [['stream-end', '--stream', '1a'], 'streamId: expected the id of a stream: st-…, received "1a"'],
  [
    ['limit-concurrent-viewers', '--channel', 'quiz'],
    '--channel: expected nothing, since limit-concurrent-viewers is about the account, received "quiz"',
  ],
  [
    ['limit-concurrent-broadcasts', '--stream', 'st-1a'],
    '--stream: expected nothing, since limit-concurrent-broadcasts is about the account, received "st-1a"',
  ],
  [['stream-end', '--code', 'X'], 'code: expected no code, since stream-end has none'],
  [['stream-end', '--set', 'stream_id=1'], '--set: expected detail.<member>=<value>'],
  [
    ['stream-end', '--source', 'aws.ivs'],
    '--source: expected a source that does not begin with aws.',
  ],
];

test.each(wrong)('trigger %j is a wrong command line', async (args, message) => {
  const failure = await run(args).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UsageError);
  expect(String(failure)).toContain(message);
});
