import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type AddCommands, type CliContext, CliError } from '../../src/cli/context.ts';
import { runCli } from '../../src/cli/run.ts';
import { fakeClock } from '../support/clock.ts';

/** A command that shows what it was opened with, or fails. */
const commands: AddCommands[] = [
  (program, open) => {
    program.command('look').action((_, command) => {
      const { width, timeZone, json, confirm, paint } = open(command);
      const painted = paint('red', 'x') !== 'x';
      const asks = confirm !== undefined;
      return open(command).print(JSON.stringify({ width, timeZone, json, asks, painted }));
    });
    program.command('fail').action(() => {
      throw new CliError('mend it');
    });
    program.command('break').action(() => {
      throw new Error('a fault of ours');
    });
    program.command('ask').action(async (_, command) => {
      await open(command).invoke('getSessions', {});
    });
  },
];

async function run(args: string, { terminal = {}, env = {} }: Partial<World> = {}) {
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
interface World {
  terminal: { isTTY?: boolean; columns?: number };
  env: Record<string, string>;
}
type Opened = Pick<CliContext, 'width' | 'timeZone' | 'json'> & { asks: boolean; painted: boolean };

describe('exit statuses', () => {
  test.each([
    ['--help', 0],
    ['--version', 0],
    ['look', 0],
    ['look --help', 0],
    ['fail', 1],
    ['', 2],
    ['lok', 2],
    ['look --nope', 2],
    ['look surplus', 2],
    ['--local --stage prod look', 2],
    ['--local=0 look', 2],
    ['--time-zone Mars look', 2],
  ])('%j ends with %d', async (args, status) => {
    expect(await run(args)).toMatchObject({ status });
  });

  test('a failure is one line on standard error', async () => {
    expect(await run('fail')).toEqual({ status: 1, out: '', err: 'error: mend it\n' });
  });

  test('a wrong command line is told with what may be meant', async () => {
    const { out, err } = await run('lok');
    expect(out).toBe('');
    expect(err).toContain('Did you mean look?');
  });

  test('a fault of the program is not taken for the operator’s', async () => {
    await expect(run('break')).rejects.toThrow('a fault of ours');
  });

  test('a stack that does not run', async () => {
    const { status, err } = await run('ask --local', { env: { PORT: '1' } });
    expect(status).toBe(1);
    expect(err).toMatch(/^error: nothing answers at http:\/\/127\.0\.0\.1:1: .*\n$/);
  });
});

describe('what a command is opened with', () => {
  const piped: Opened = { timeZone: 'Asia/Tokyo', json: false, asks: false, painted: false };
  const shown: Opened = { ...piped, width: 100, asks: true, painted: true };
  const isTTY = true;
  test.each<[string, Partial<World>, Opened]>([
    ['look', {}, piped],
    ['look --json', {}, { ...piped, json: true }],
    ['--json look', {}, { ...piped, json: true }],
    ['look --time-zone UTC', {}, { ...piped, timeZone: 'UTC' }],
    ['look', { terminal: { isTTY, columns: 100 } }, shown],
    ['look', { terminal: { isTTY, columns: 0 } }, { ...shown, width: 80 }],
    [
      'look',
      { terminal: { isTTY, columns: 100 }, env: { NO_COLOR: '1' } },
      { ...shown, painted: false },
    ],
    ['--local look', {}, piped],
  ])('%s in %j', async (args, world, opened) => {
    const { out } = await run(args, world);
    expect(JSON.parse(out)).toEqual(opened);
  });
});
