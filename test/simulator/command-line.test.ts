import { expect, test } from 'vitest';
import { readCommandLine } from '../../src/simulator/command-line.ts';
import { REAL_DELAYS } from '../../src/simulator/index.ts';

test('without arguments, the simulator takes port 4567 and default options', () => {
  expect(readCommandLine([])).toEqual({
    ...{ help: false, version: false, port: 4567, simulator: {}, events: false },
  });
});

test('an argument of its own wins over the same option in --options', () => {
  const json =
    '{"region": "eu-west-1", "delays": {"streamStartMs": 5}, "quotas": {"enforce": true}}';
  const args = [
    '--options',
    json,
    '--region',
    'us-east-1',
    '--seed',
    '7',
    '--account',
    '210987654321',
  ];
  expect(readCommandLine([...args, '--real-delays', '--no-throttling']).simulator).toEqual({
    region: 'us-east-1',
    seed: 7,
    account: '210987654321',
    delays: { ...REAL_DELAYS, streamStartMs: 5 },
    quotas: { enforce: false },
  });
});

test('--allow-host and --allow-origin may be repeated', () => {
  const args = ['--allow-host', 'a.test', '--allow-host', '*.b.test', '--allow-origin'];
  expect(readCommandLine([...args, 'http://c.test:1']).simulator).toEqual({
    allowedHosts: ['a.test', '*.b.test'],
    allowedOrigins: ['http://c.test:1'],
  });
  expect(() => readCommandLine([...args, 'null'])).toThrow(
    '--allow-origin[0]: expected the origin of a web page, such as http://localhost:5173, received "null"',
  );
});

test('--rtmp-port or RTMP_PORT starts the RTMP listener, and --rtmp-port wins', () => {
  const env = { RTMP_PORT: '1935' };
  expect(readCommandLine([], env).rtmp).toEqual({ port: 1_935 });
  expect(readCommandLine(['--rtmp-port', '0'], env).rtmp).toEqual({ port: 0 });
  expect(readCommandLine(['--rtmp-port', '0'], { RTMP_PORT: 'yes' }).rtmp).toEqual({ port: 0 });
  expect(readCommandLine([], { RTMP_PORT: '' }).rtmp).toBeUndefined();
  expect(() => readCommandLine([], { RTMP_PORT: 'yes' })).toThrow(
    'RTMP_PORT: expected a whole number from 0 to 65535, received "yes"',
  );
});

test('--event-bridge puts events on an event bus', () => {
  const args = ['--event-bridge', 'http://127.0.0.1:1', '--event-source', 'x', '--event-bus', 'y'];
  const { bus } = readCommandLine([...args, '--region', 'eu-west-1']);
  expect(bus).toEqual({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    source: 'x',
    eventBusName: 'y',
  });
});

test.each([
  [['--port', 'abc'], '--port: expected a whole number from 0 to 65535, received "abc"'],
  [['--port', '70000'], '--port: expected a whole number from 0 to 65535, received "70000"'],
  [['--port', ''], '--port: expected'],
  [['--rtmp-port', 'x'], '--rtmp-port: expected'],
  [['--seed', '1.5'], '--seed: expected a whole number from 0, received "1.5"'],
  [['--options', '{'], '--options: expected a JSON object (Expected property name'],
  [['--options', '[]'], '--options: expected a JSON object, received "[]"'],
  [['--event-bridge', 'nope'], '--event-bridge: expected an HTTP URL, received "nope"'],
  [['--event-source', 'x'], '--event-source: needs --event-bridge as well'],
  [['--event-bus', 'x'], '--event-bus: needs --event-bridge as well'],
  [['--bogus'], "Unknown option '--bogus'"],
  [['4567'], "Unexpected argument '4567'"],
])('the arguments %j are refused with an error that names the argument', (args, message) => {
  expect(() => readCommandLine(args)).toThrow(message);
});
