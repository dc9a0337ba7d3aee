import { describe, expect, test } from 'vitest';
import { logTo, type StackLogLevel } from '../../../src/local/logs/log.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/aaaaaaaaaaaa';
const LOGGER = { timestamp: '2026-11-28T01:43:49.871Z', service: 'f', cold_start: true };
const logged = (level: string, message: string, more: object = {}): string =>
  JSON.stringify({ level, message, ...LOGGER, function_name: 'f', sampling_rate: 0, ...more });
const METRICS = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"EventsRecorded":1}';
const failed = (errorType: string, errorMessage: string): string =>
  `Invoke Error ${JSON.stringify({ requestId: 'r', errorType, errorMessage, trace: ['a\n', 'b'] })}`;

function written(level: StackLogLevel, lines: string[], source = 'markChannel'): string[] {
  const texts: string[] = [];
  const log = logTo((text) => texts.push(text), level);
  for (const line of lines) log(source, line);
  return texts;
}

describe('by default', () => {
  test('a warning is one line with the function, the message, the reason and its facts', () => {
    const more = { reason: 'IVS did not answer', channelArn: ARN, attempts: 2, event: { a: 1 } };
    expect(written('warnings', [logged('WARN', 'the channel stays', more)])).toEqual([
      `WARN  markChannel: the channel stays: IVS did not answer (channelArn ${ARN}, attempts 2)\n`,
    ]);
  });

  test('the reason may be a member error, as a text or as an error', () => {
    const lines = [
      logged('ERROR', 'not read', { error: 'Throttled', reason: 'too many' }),
      logged('CRITICAL', 'not read', { error: { name: 'E', message: 'no network' } }),
    ];
    expect(written('warnings', lines)).toEqual([
      'ERROR markChannel: not read: too many (error Throttled)\n',
      'CRITICAL markChannel: not read: no network\n',
    ]);
  });

  test('what is no warning is not written', () => {
    expect(written('warnings', [logged('INFO', 'x'), logged('DEBUG', 'x'), METRICS])).toEqual([]);
  });

  test('a failed invocation is one line without its trace, and is not said twice', () => {
    const reason = 'channelArn: expected the ARN of an IVS channel, received "x"';
    const refused = logged('WARN', 'request refused', { field: 'channelArn', reason });
    expect(
      written('warnings', [failed('E', 'boom'), refused, failed('InputError', reason)]),
    ).toEqual(['ERROR markChannel: E: boom\n', `WARN  markChannel: request refused: ${reason}\n`]);
  });

  test('a warning hides only the failure that follows it', () => {
    const lines = [logged('WARN', 'refused', { reason: 'boom' }), failed('E', 'boom')];
    expect(written('warnings', [...lines, failed('E', 'boom')])).toEqual([
      'WARN  markChannel: refused: boom\n',
      'ERROR markChannel: E: boom\n',
    ]);
  });

  test('a failed invocation without a message is shown with its type', () => {
    const line = 'Invoke Error {"requestId":"r","errorType":"Runtime.ExitError"}';
    expect(written('warnings', [line])).toEqual(['ERROR markChannel: Runtime.ExitError\n']);
  });

  test('a line that is no JSON object is shown: somebody wrote it to be seen', () => {
    expect(written('warnings', ['event dropped after 3 attempts', '[1]'], 'stack')).toEqual([
      'WARN  stack: event dropped after 3 attempts\n',
      'WARN  stack: [1]\n',
    ]);
  });

  test('a line cannot control the terminal and is not endless', () => {
    const more = { reason: 'a\n\u001b[31mb\u202e', name: 'x'.repeat(1_000) };
    const [line = '', ...others] = written('warnings', [logged('WARN', 'm', more)]);
    expect(others).toEqual([]);
    expect(line.slice(0, -1)).toMatch(/^WARN {2}markChannel: m: a \[31mb {2}\(name x+…\)$/);
    expect(line.length).toBeLessThan(250);
  });
});

test.each([
  ['off', []],
  ['on', [`f ${logged('INFO', 'x')}\n`]],
  ['all', [`f ${logged('INFO', 'x')}\n`, `f ${METRICS}\n`]],
] as const)('with %s the lines are as functions print them', (level, lines) => {
  expect(written(level, [logged('INFO', 'x'), METRICS], 'f')).toEqual(lines);
});
