import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { inputReader } from '../../src/cli/input.ts';
import { addInvokeCommand } from '../../src/cli/invoke-command.ts';
import { runCommands } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'ivs-autopilot-invoke-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ANSWER = { sessions: [{ name: 'quiz\u009b31m' }] };

const run = (args: string[], more: Partial<CliContext> = {}, answer: unknown = ANSWER) =>
  runCommands(addInvokeCommand, ['invoke', ...args], () => answer, more);
const payloadOf = async (args: string[], more?: Partial<CliContext>) =>
  (await run(['getSessions', ...args], more)).invoked[0]?.payload;
const refusalOf = (args: string[], more?: Partial<CliContext>) =>
  run(args, more).then(
    () => expect.fail('expected a refusal'),
    (error: unknown) => error,
  );
const fileWith = (text: string): string => {
  const file = join(folder, `${Math.abs(text.length)}.json`);
  writeFileSync(file, text);
  return file;
};

describe('invoke', () => {
  test('prints the answer as one line in a pipe and with --json, with control characters escaped', async () => {
    const line = '{"sessions":[{"name":"quiz\\u009b31m"}]}\n';
    expect((await run(['getSessions'])).printed).toBe(line);
    expect((await run(['getSessions'], { json: true, width: 80 })).printed).toBe(line);
  });

  test('prints the answer on several lines on a terminal', async () => {
    const { printed } = await run(['getSessions'], { width: 80 });
    expect(printed.split('\n').slice(0, 3)).toEqual(['{', '  "sessions": [', '    {']);
    expect(printed).toContain('"quiz\\u009b31m"');
  });

  test('prints null for a function that answers nothing', async () => {
    expect((await run(['recordSessionEvent'], {}, null)).printed).toBe('null\n');
  });

  test.each([
    ['--payload', ['--payload', '{"live":true}'], undefined, { live: true }],
    ['a file', ['--payload-file', fileWith('{"a":1}\n')], undefined, { a: 1 }],
    ['a pipe', [], '{"b":2}\n', { b: 2 }],
    ['a pipe that is named', ['--payload-file', '-'], '{"c":3}', { c: 3 }],
    ['--payload, and leaves the pipe', ['--payload', '[]'], '{"b":2}', []],
    ['nothing on a terminal', [], undefined, {}],
  ])('takes the payload from %s', async (_from, args, piped, payload) => {
    const input = piped === undefined ? {} : { readInput: async () => piped };
    expect(await payloadOf(args, input)).toEqual(payload);
  });

  test.each([
    ['--payload', ['--payload', '{live:true}'], '--payload: expected JSON, received "{live:true}"'],
    ['a file', ['--payload-file', fileWith('oops')], `4.json: expected JSON, received "oops"`],
    ['both', ['--payload', '{}', '--payload-file', 'x'], 'expected --payload or --payload-file'],
    ['no pipe', ['--payload-file', '-'], '--payload-file -: expected a pipe or a file'],
  ])('refuses a wrong payload: %s', async (_what, args, message) => {
    const error = await refusalOf(['getSessions', ...args]);
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
  });

  test('a file that cannot be read is a failure that names it', async () => {
    const error = await refusalOf(['getSessions', '--payload-file', join(folder, 'none.json')]);
    expect(error).toMatchObject({ name: 'CliError', message: expect.stringMatching(/none\.json/) });
  });

  test('an empty pipe invokes nothing: the program before it may have failed', async () => {
    const error = await refusalOf(['deleteDueChannels'], { readInput: async () => '\n' });
    expect(error).toMatchObject({
      name: 'UsageError',
      message: "standard input: expected JSON, received nothing; --payload '{}' sends {}",
    });
  });

  test('an unknown function is refused with a near name and all names, in 80 columns', async () => {
    const error = await refusalOf(['getSession']);
    const [first, ...more] = `${error}`.split('\n');
    expect(first).toBe('UsageError: there is no function "getSession"; did you mean getSessions?');
    expect(more.join()).toContain('deleteDueChannels');
    for (const line of more) expect(line.length).toBeLessThanOrEqual(80);
    expect(`${await refusalOf(['x'])}`).toMatch(/^UsageError: there is no function "x"\n/);
  });
});

describe('standard input', () => {
  test('is read to its end, as UTF-8 over the borders of chunks', async () => {
    const [input, err] = [new PassThrough(), new PassThrough()];
    const read = inputReader({ input, err })();
    const bytes = Buffer.from('{"a":"é"}');
    input.write(bytes.subarray(0, 7));
    input.end(bytes.subarray(7));
    expect(await read).toBe('{"a":"é"}');
    expect(err.read()).toBeNull();
  });

  test('that stays open and empty makes the program say what it waits for', async () => {
    vi.useFakeTimers();
    try {
      const [input, err] = [new PassThrough(), new PassThrough()];
      const read = inputReader({ input, err })();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(`${err.read()}`).toBe('reading JSON from standard input …\n');
      vi.useRealTimers();
      input.end('{}');
      expect(await read).toBe('{}');
    } finally {
      vi.useRealTimers();
    }
  });
});
