import { describe, expect, test } from 'vitest';
import { CliError, UsageError } from '../../src/cli/context.ts';
import { addDeadLetterCommands } from '../../src/cli/dead-letter-commands.ts';
import { runCommands } from '../support/cli.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
const ID = '0123456789abcdef';
const metadata = {
  ...{ id: ID, kind: 'metadata', channelArn: ARN, diedAt: '2026-11-21T11:00:00.000Z' },
  ...{ reason: 'IVS refused the metadata (ValidationException)', tries: 1, bytes: 96, messages: 1 },
  ...{ messagesExpireAt: '2026-11-21T11:10:00.000Z', preview: '{"goal":1}' },
};
const event = {
  ...{ id: 'fedcba9876543210', kind: 'function', functionName: 'markChannel' },
  ...{ diedAt: '2026-11-21T10:59:00.000Z', reason: 'BusError: no answer', tries: 3, bytes: 500 },
  preview: 'IVS Stream State Change: {"event_name":"Stream End"}',
};

/** @param answers by function name; a list is answered one after the other */
const run = (args: string[], answers: Record<string, unknown>, more = {}) =>
  runCommands(
    addDeadLetterCommands,
    ['dead-letters', ...args],
    (name) => {
      const answer = answers[name];
      return Array.isArray(answer) ? answer.shift() : answer;
    },
    more,
  );

describe('dead-letters list', () => {
  test('prints a table of all pages, with times of the local zone', async () => {
    const pages = [{ letters: [metadata], nextToken: 't' }, { letters: [event] }];
    const { printed, invoked } = await run(['list'], { getDeadLetters: pages });
    const lines = printed.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ID +DIED +FUNCTION +CHANNEL +TRIED +BYTES +REASON +CONTENT$/);
    expect(lines[1]).toMatch(
      /^0123456789abcdef {2}2026-11-21 12:00:00 {2}sendMetadata {2}arn\S+ +1 +96 {2}IVS refused the metadata \(ValidationException\) {2}\{"goal":1\}$/,
    );
    expect(lines[3]).toContain('markChannel');
    expect(invoked.map(({ payload }) => payload)).toEqual([
      { list: {} },
      { list: {}, nextToken: 't' },
    ]);
  });

  test('sends its filters; a channel may be given by its name, a time in the local zone', async () => {
    const args = ['list', '--reason', 'refused', '--channel', 'quiz', '--function', 'sendMetadata'];
    const times = ['--since', '2026-11-21 12:00', '--until', '2026-11-21T12:00:00Z'];
    const { printed, invoked } = await run([...args, ...times], {
      explainChannels: { channels: [{ channelArn: ARN, name: 'quiz' }] },
      getDeadLetters: { letters: [] },
    });
    expect(printed).toBe('There are no dead letters.\n');
    expect(invoked.at(-1)?.payload).toEqual({
      list: {
        ...{ reason: 'refused', channelArn: ARN, functionName: 'sendMetadata' },
        ...{ since: '2026-11-21T11:00:00.000Z', until: '2026-11-21T12:00:00.000Z' },
      },
    });
  });

  test('with --ended tells how each ended, when and by whom', async () => {
    const ended = { how: 'queued', at: '2026-11-21T11:30:00.000Z', by: 'said by the CLI: a@b' };
    const delivery = { delivered: 2, deadLettered: 1 };
    const answers = { getDeadLetters: { letters: [{ ...metadata, ended, delivery }] } };
    const { printed } = await run(['list', '--ended'], answers);
    expect(printed).toContain(
      'queued 2026-11-21 12:30:00, said by the CLI: a@b; then 2 delivered, 1 dead again',
    );
  });

  test('texts of others do not control the terminal, neither in a table nor in JSON', async () => {
    const hostile = {
      ...metadata,
      preview: '\u001b[2J\u009b31m\u202edrop',
      reason: 'x\r\ny\u0007',
    };
    for (const more of [{}, { json: true }]) {
      const answers = { getDeadLetters: { letters: [hostile] } };
      const { printed } = await run(['list'], answers, more);
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Control}\u202a-\u202e]/u);
    }
    const shown = { ...hostile, metadata: [{ id: '\u001b[m', payload: { a: '\u009b2J' } }] };
    const { printed } = await run(['show', ID], { getDeadLetters: { letter: shown } });
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Control}\u202e]/u);
  });
});

describe('dead-letters show', () => {
  test('prints what is known, the content and what to do', async () => {
    const letter = { ...metadata, metadata: [{ id: 'm-1', key: 'score', payload: { goal: 1 } }] };
    const { printed } = await run(['show', ID], { getDeadLetters: { letter } });
    expect(printed).toBe(`0123456789abcdef  metadata
  channel   ${ARN}
  function  sendMetadata
  died      2026-11-21 12:00:00
  reason    IVS refused the metadata (ValidationException)
  tried     1 time
  size      96 bytes
  messages  1
  expiry    2026-11-21 12:10:00

message m-1, key score
  {
    "goal": 1
  }

When the cause is mended: npx ivs-autopilot dead-letters retry 0123456789abcdef --ttl 10m
`);
  });

  test('prints the event and the error of a function', async () => {
    const letter = { ...event, payload: { a: 1 }, error: { errorType: 'BusError' } };
    const { printed } = await run(['show', event.id], { getDeadLetters: { letter } });
    expect(printed).toContain('event\n  {\n    "a": 1\n  }');
    expect(printed).toContain('error\n  {\n    "errorType": "BusError"\n  }');
    expect(printed).toContain('dead-letters retry fedcba9876543210\n');
  });
});

const result = (outcome: string, more = {}) => ({
  ...{ id: ID, outcome, kind: 'metadata', channelArn: ARN, diedAt: metadata.diedAt },
  ...more,
});
const collected = { collected: 0 };

describe('dead-letters retry', () => {
  test('prints what became of each letter, and a sum', async () => {
    const { printed, invoked } = await run(['retry', '--reason', 'refused', '--ttl', '10m'], {
      getDeadLetters: [
        collected,
        { deliveries: {} },
        { deliveries: { a: { delivered: 1 }, b: { delivered: 1, expired: 2 } } },
      ],
      retryDeadLetters: [
        {
          results: [result('queued'), result('superseded', { detail: 'a newer value' })],
          nextToken: 't',
        },
        { results: [result('queued')] },
      ],
    });
    expect(printed).toContain('superseded  a newer value');
    expect(printed).toContain('\n2 queued, 1 superseded\n');
    const retry = { filter: { reason: 'refused' }, ttlSeconds: 600 };
    expect(printed).toContain('\nmessages: 2 delivered, 2 expired\n');
    const asked = { deliveries: [ID, ID] };
    expect(invoked.map(({ payload }) => payload)).toEqual([
      ...[{}, { retry }, { retry, nextToken: 't' }, asked, asked],
    ]);
  });

  test.each(['expired', 'refused', 'unreadable', 'waits', 'failed', 'unknown'])(
    'fails if a letter is %s, after it printed all',
    async (outcome) => {
      const lines: string[] = [];
      const print = async (text: string) => void lines.push(text);
      const answers = {
        getDeadLetters: { deliveries: {} },
        retryDeadLetters: { results: [result('queued'), result(outcome)] },
      };
      await expect(run(['retry', ID, 'fedcba9876543210'], answers, { print })).rejects.toThrow(
        new CliError('1 dead letter of 2 not retried'),
      );
      expect(lines.join('\n')).toContain(outcome);
      expect(lines.at(-1)).toContain('1 letter still in the queue');
    },
  );

  test('succeeds although nobody says how the messages ended', async () => {
    const retryDeadLetters = { results: [result('queued')] };
    const { printed } = await runCommands(
      addDeadLetterCommands,
      ['dead-letters', 'retry', ID],
      (name) => {
        if (name === 'getDeadLetters') throw new CliError('access denied');
        return retryDeadLetters;
      },
    );
    expect(printed).toContain(
      '1 letter still in the queue: "dead-letters list --ended" shows later',
    );
  });

  test('a dry run asks what would become of the letters', async () => {
    const answers = { retryDeadLetters: { results: [result('queued'), result('queued')] } };
    const { printed, invoked } = await run(['retry', ID, '--dry-run'], answers);
    expect(printed).toContain('would be: 2 queued');
    expect(invoked[0]?.payload).toEqual({ retry: { ids: [ID] }, dryRun: true });
  });

  test.each([
    [['retry'], /^ids: expected the ids of dead letters, or --all/],
    [['retry', ID, '--all'], /^ids: cannot be combined/],
    [
      ['retry', '--since', '2026-11-22', '--until', '2026-11-21'],
      /^--since: expected a time before/,
    ],
  ])('%j is a wrong command line', async (args, message) => {
    const failure = run(args, {});
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(UsageError);
  });

  test.each(['7h', '10', 'soon'])('the time to live %s is refused', async (ttl) => {
    await expect(run(['retry', ID, '--ttl', ttl], {})).rejects.toThrow(/Expected a duration/);
  });
});

describe('dead-letters drop', () => {
  const answers = () => ({
    getDeadLetters: collected,
    retryDeadLetters: { results: [result('dropped')] },
  });

  test('shows the letters and asks first; letters that die meanwhile are not dropped', async () => {
    const questions: string[] = [];
    const confirm = async (question: string) => questions.push(question) > 0;
    const { invoked } = await run(['drop', '--all'], answers(), { confirm });
    expect(questions).toEqual(['\nDrop 1 dead letter?']);
    const drop = { filter: { until: '2026-11-21T12:00:00.000Z' } };
    expect(invoked.slice(1).map(({ payload }) => payload)).toEqual([
      { drop, dryRun: true },
      { drop },
    ]);
  });

  test('drops nothing if the answer is no, or if nobody can be asked', async () => {
    const no = run(['drop', ID], answers(), { confirm: async () => false });
    await expect(no).rejects.toThrow('not dropped: nothing was changed');
    await expect(run(['drop', ID], answers())).rejects.toThrow('without a terminal: add --yes');
    const { invoked } = await run(['drop', ID, '--yes'], answers());
    expect(invoked.map(({ payload }) => payload)).toEqual([{ drop: { ids: [ID] } }]);
  });
});
