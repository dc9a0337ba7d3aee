import { describe, expect, test } from 'vitest';
import { joinLocalPort, readPort, readTimeZone, stageConnection } from '../../src/cli/options.ts';

describe('connectionOf', () => {
  test.each([
    [{}, {}, { stage: 'dev' }],
    [{}, { IVS_AUTOPILOT_STAGE: '' }, { stage: 'dev' }],
    [{}, { IVS_AUTOPILOT_STAGE: 'prod' }, { stage: 'prod' }],
    [{ stage: 'test' }, { IVS_AUTOPILOT_STAGE: 'prod' }, { stage: 'test' }],
    [
      { region: 'eu-west-1', profile: 'me' },
      {},
      { stage: 'dev', region: 'eu-west-1', profile: 'me' },
    ],
  ])('%j with the environment %j connects to %j', (options, env, connection) => {
    expect(stageConnection(options, env)).toEqual(connection);
  });

  test.each<[{ local: number | true }, Record<string, string>, number]>([
    [{ local: true }, {}, 4566],
    [{ local: true }, { PORT: '4577' }, 4577],
    [{ local: 5000 }, { PORT: '4577' }, 5000],
    [{ local: true }, { IVS_AUTOPILOT_STAGE: 'prod', AWS_REGION: 'eu-west-1' }, 4566],
  ])('%j with the environment %j connects to the stack on port %d', (options, env, port) => {
    const endpoint = `http://127.0.0.1:${port}`;
    expect(stageConnection(options, env)).toEqual({
      stage: 'local',
      region: 'us-west-2',
      endpoint,
    });
  });

  test.each(['x', '0', '65536', '1e3', '-1'])(
    'refuses the environment variable PORT=%s',
    (PORT) => {
      expect(() => stageConnection({ local: true }, { PORT })).toThrow(
        `environment variable PORT: expected a port from 1 to 65535, received "${PORT}"`,
      );
    },
  );
});

test('readPort reads a port, and true for an empty text', () => {
  expect(readPort('4577')).toBe(4577);
  expect(readPort('')).toBe(true);
  expect(() => readPort('99999')).toThrow('1 to 65535');
});

test('readTimeZone accepts known time zones only', () => {
  expect(readTimeZone('Asia/Tokyo')).toBe('Asia/Tokyo');
  expect(() => readTimeZone('Mars')).toThrow('Europe/Berlin');
});

test.each([
  [
    ['--local', 'sessions', 'live'],
    ['--local=', 'sessions', 'live'],
  ],
  [
    ['sessions', 'live', '--local'],
    ['sessions', 'live', '--local='],
  ],
  [
    ['--local', '4577', 'sessions'],
    ['--local=4577', 'sessions'],
  ],
  [['--local=4577'], ['--local=4577']],
  [
    ['keys', '--', '--local', '4577'],
    ['keys', '--', '--local', '4577'],
  ],
  [
    ['--stage', '4577'],
    ['--stage', '4577'],
  ],
])('joinLocalPort turns %j into %j', (args, joined) => {
  expect(joinLocalPort(args)).toEqual(joined);
});
