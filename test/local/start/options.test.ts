import { describe, expect, test } from 'vitest';
import { HelpShown, START_OPTIONS } from '../../../src/local/start/arguments.ts';
import { readStartOptions } from '../../../src/local/start/options.ts';
import { REAL_DELAYS } from '../../../src/simulator/index.ts';

const read = (env: Record<string, string>, args: string[] = []) =>
  readStartOptions(env, args, { write: () => expect.fail('no help was asked for') });

test('without variables and arguments, the stack has its defaults', () => {
  expect(read({})).toEqual({
    ...{ params: [], port: 4566, schedules: 1, simulator: {}, logLevel: 'warnings' },
    ...{ allowedHosts: [], allowedOrigins: [] },
  });
});

test('each variable and argument sets an option', () => {
  const env = {
    ...{ PORT: '0', RTMP_PORT: '1935', SCHEDULES: 'off', DELAYS: 'real', LOGS: 'all' },
    POLLERS: 'ramp',
    ...{ ALLOWED_HOSTS: 'a.test, *.b.test', ALLOWED_ORIGINS: 'http://localhost:5173' },
  };
  expect(read(env, ['--param=cleanupMode=plan', '--set', 'logLevel=DEBUG'])).toEqual({
    ...{ params: ['cleanupMode=plan', 'logLevel=DEBUG'], port: 0, rtmp: { port: 1935 } },
    ...{ schedules: 'off', simulator: { delays: REAL_DELAYS }, logLevel: 'all' },
    ...{ allowedHosts: ['a.test', '*.b.test'], allowedOrigins: ['http://localhost:5173'] },
    retryDelaysMs: [60_000, 120_000],
    pollers: { initial: 5, perMinute: 300, most: 1_000, scaleBackMs: 60_000 },
  });
});

test.each([
  [{ PORT: '70000' }, 'PORT: expected a whole number from 0 to 65535, received "70000"'],
  [{ SCHEDULES: 'fast' }, 'SCHEDULES: expected a number from 0.001 to 10000, received "fast"'],
  [
    { ALLOWED_HOSTS: 'stack.test, http://a.test' },
    'ALLOWED_HOSTS: expected a host such as host.docker.internal, *.example.test or stack:4566, received "http://a.test"',
  ],
  [
    { ALLOWED_ORIGINS: '*' },
    'ALLOWED_ORIGINS: expected the origin of a web page, such as http://localhost:5173, received "*"',
  ],
  [{ DELAYS: 'slow' }, 'DELAYS: expected one of quick, real, received "slow"'],
  [{ POLLERS: 'many' }, 'POLLERS: expected one of all, ramp, received "many"'],
  [{ LOGS: 'loud' }, 'LOGS: expected one of warnings, on, all, off, received "loud"'],
  // Without `--`, npm keeps the option for itself.
  [
    { npm_config_param: 'cleanupMode=plan' },
    '--param: expected after "--": npm start -- --param <value>',
  ],
  [{ npm_config_rtmp_port: '' }, '--rtmp-port: expected after "--": npm start -- --rtmp-port'],
])('%j is refused', (env, message) => {
  expect(() => read(env)).toThrow(message);
});

describe('arguments of npm start', () => {
  test('are stronger than the variables', () => {
    const env = { PORT: '1', LOGS: 'off', SCHEDULES: '2', DELAYS: 'real', RTMP_PORT: '3' };
    const args = ['--port', '4', '--logs', '--schedules=off', '--delays', 'quick'];
    expect(read(env, [...args, '--rtmp-port=5', '--allowed-hosts', 'a.test'])).toMatchObject({
      ...{ port: 4, logLevel: 'on', schedules: 'off', simulator: {}, rtmp: { port: 5 } },
      allowedHosts: ['a.test'],
    });
    expect(read(env)).toMatchObject({ port: 1, logLevel: 'off', schedules: 2, rtmp: { port: 3 } });
  });

  test('there is one for each variable that sets an option', () => {
    const flags = START_OPTIONS.map((option) => option.flags.split(' ')[0]);
    const names = START_OPTIONS.map(({ variable }) => variable.toLowerCase().replaceAll('_', '-'));
    expect(flags).toEqual(names.map((name) => `--${name}`));
  });

  test.each([
    [['--prot', '1'], "unknown option '--prot' (Did you mean --port?). npm start -- --help lists"],
    [['--port', 'x'], '--port: expected a whole number from 0 to 65535, received "x"'],
    [['--logs=loud'], '--logs: expected one of warnings, on, all, off, received "loud"'],
    [['--simulator-options', '[]'], '--simulator-options: expected a JSON object'],
    [['4567'], 'expected options after "--": npm start -- --port 4567, received "4567"'],
    [['--set', 'cleanupMode'], '--set: expected name=value with a value, received "cleanupMode"'],
    [
      ['--set', 'cleanupMod=plan'],
      '--set cleanupMod: there is no setting "cleanupMod"; did you mean',
    ],
    [
      ['--set=cleanupMode=plann'],
      '--set cleanupMode: expected one of off, plan, apply, received "plann"; did you mean plan?',
    ],
    [
      ['--param', 'retentionDays=0'],
      '--param retentionDays: expected a whole number from 1 to 3650, received "0"',
    ],
    [
      ['--set', 'logLevel=INFO', '--set', 'logLevel=DEBUG'],
      '--set logLevel: expected one value, received "INFO" and "DEBUG"',
    ],
  ])('%j is refused', (args, message) => {
    expect(() => read({}, args)).toThrow(message);
  });

  test('all wrong settings are named at once', () => {
    expect(() => read({}, ['--set', 'a=1', '--set', 'b=2'])).toThrow(
      /^--set a: .*\n--set b: .*\ndocs\/settings.md lists all settings\.$/,
    );
  });

  test('--help lists every option and variable, in 80 columns, and reads nothing else', () => {
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    expect(() => readStartOptions({}, ['--help'], { write })).toThrow(HelpShown);
    for (const { flags, variable } of START_OPTIONS) {
      expect(text).toContain(flags);
      expect(text).toContain(variable);
    }
    expect(text).toContain('--set <name=value>');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
