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
  ])('%j with %j is %j', (options, env, connection) => {
    expect(stageConnection(options, env)).toEqual(connection);
  });

  test.each<[{ local: number | true }, Record<string, string>, number]>([
    [{ local: true }, {}, 4566],
    [{ local: true }, { PORT: '4577' }, 4577],
    [{ local: 5000 }, { PORT: '4577' }, 5000],
    [{ local: true }, { IVS_AUTOPILOT_STAGE: 'prod', AWS_REGION: 'eu-west-1' }, 4566],
  ])('%j with %j is the stack on port %d', (options, env, port) => {
    const endpoint = `http://127.0.0.1:${port}`;
    expect(stageConnection(options, env)).toEqual({
      stage: 'local',
      region: 'us-west-2',
      endpoint,
    });
  });

  test.each(['x', '0', '65536', '1e3', '-1'])('refuses PORT=%s', (PORT) => {
    expect(() => stageConnection({ local: true }, { PORT })).toThrow(
      `PORT: expected 1 to 65535, received "${PORT}"`,
    );
  });
});

test('reads a port; none is the usual one', () => {
  expect(readPort('4577')).toBe(4577);
  expect(readPort('')).toBe(true);
  expect(() => readPort('99999')).toThrow('1 to 65535');
});

test('reads a time zone', () => {
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
])('the port is joined to --local: %j is %j', (args, joined) => {
  expect(joinLocalPort(args)).toEqual(joined);
});
