import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type AddCommands, type CliContext, CliError, UsageError } from '../../src/cli/context.ts';
import { runCli } from '../../src/cli/run.ts';
import { fakeClock } from '../support/clock.ts';

/** `inspect` prints the context that it was opened with. `fail` and `break` throw. `ask` invokes a function. */
const commands: AddCommands[] = [
  (program, open) => {
    program.command('inspect').action((_, command) => {
      const { width, timeZone, json, confirm, paint } = open(command);
      const painted = paint('red', 'x') !== 'x';
      const asks = confirm !== undefined;
      return open(command).print(JSON.stringify({ width, timeZone, json, asks, painted }));
    });
    program.command('fail').action(() => {
      throw new CliError('fix it');
    });
    program.command('misuse').action(() => {
      throw new UsageError('--from: expected a time');
    });
    program.command('group').command('leaf').description('A leaf.');
    program.command('break').action(() => {
      throw new Error('a bug');
    });
    program.command('ask').action(async (_, command) => {
      await open(command).invoke('getSessions', {});
    });
  },
];

async function run(args: string, { terminal = {}, env = {} }: Partial<Outside> = {}) {
  const [out, err, input] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const status = await runCli(args.split(' ').filter(Boolean), commands, {
    env,
    out: Object.assign(out, terminal),
    err,
    input: Object.assign(input, terminal),
    clock: fakeClock(),
    timeZone: 'Asia/Tokyo',
  });
  return { status, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}
interface Outside {
  terminal: { isTTY?: boolean; columns?: number };
  env: Record<string, string>;
}
type Opened = Pick<CliContext, 'width' | 'timeZone' | 'json'> & { asks: boolean; painted: boolean };

describe('exit statuses', () => {
  test.each([
    ['--help', 0],
    ['--version', 0],
    ['inspect', 0],
    ['inspect --help', 0],
    ['fail', 1],
    ['', 2],
    ['inspct', 2],
    ['inspect --nope', 2],
    ['inspect surplus', 2],
    ['--local --stage prod inspect', 2],
    ['--local=0 inspect', 2],
    ['--time-zone Mars inspect', 2],
    ['misuse', 2],
    ['help', 0],
    ['help inspect', 0],
    ['help group leaf', 0],
    ['group help leaf', 0],
    ['help nope', 2],
    ['help group nope', 2],
    ['group help nope', 2],
  ])('%j ends with status %d', async (args, status) => {
    expect(await run(args)).toMatchObject({ status });
  });

  test('a CliError is printed as one line on standard error', async () => {
    expect(await run('fail')).toEqual({ status: 1, out: '', err: 'error: fix it\n' });
  });

  test('help prints the help of the command that all words name', async () => {
    const { out, err } = await run('help group leaf');
    expect([out, err]).toEqual([
      expect.stringMatching(/^Usage: ivs-autopilot group leaf .*\n\nA leaf/),
      '',
    ]);
  });

  test('help for a command that does not exist says so', async () => {
    const { out, err } = await run('help group nope');
    expect([out, err]).toEqual(['', expect.stringMatching(/^error: unknown command 'nope'\n/)]);
  });

  test('a misspelt command gets a suggestion', async () => {
    const { out, err } = await run('inspct');
    expect(out).toBe('');
    expect(err).toContain('Did you mean inspect?');
  });

  test('any other error is thrown, so that Node.js prints its stack trace', async () => {
    await expect(run('break')).rejects.toThrow('a bug');
  });

  test('a stack that is not running is a failure', async () => {
    const { status, err } = await run('ask --local', { env: { PORT: '1' } });
    expect(status).toBe(1);
    expect(err).toMatch(/^error: nothing is listening on http:\/\/127\.0\.0\.1:1: .*\n$/);
  });
});

describe('the context of a command', () => {
  const piped: Opened = { timeZone: 'Asia/Tokyo', json: false, asks: false, painted: false };
  const shown: Opened = { ...piped, width: 100, asks: true, painted: true };
  const isTTY = true;
  test.each<[string, Partial<Outside>, Opened]>([
    ['inspect', {}, piped],
    ['inspect --json', {}, { ...piped, json: true }],
    ['--json inspect', {}, { ...piped, json: true }],
    ['inspect --time-zone UTC', {}, { ...piped, timeZone: 'UTC' }],
    ['inspect', { terminal: { isTTY, columns: 100 } }, shown],
    ['inspect', { terminal: { isTTY, columns: 0 } }, { ...shown, width: 80 }],
    [
      'inspect',
      { terminal: { isTTY, columns: 100 }, env: { NO_COLOR: '1' } },
      { ...shown, painted: false },
    ],
    ['--local inspect', {}, piped],
  ])('of "%s" in %j', async (args, outside, opened) => {
    const { out } = await run(args, outside);
    expect(JSON.parse(out)).toEqual(opened);
  });
});
