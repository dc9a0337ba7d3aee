import { expect, test } from 'vitest';
import { readCommandLine } from '../../src/simulator/command-line.ts';
import { REAL_DELAYS } from '../../src/simulator/index.ts';

test('without arguments: port 4567, and the defaults', () => {
  expect(readCommandLine([])).toEqual({ help: false, port: 4567, simulator: {}, events: false });
});

test('hands options on; arguments of their own win over --options', () => {
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

test('lets encoders in where an argument or the environment says; the argument wins', () => {
  const env = { RTMP_PORT: '1935' };
  expect(readCommandLine([], env).rtmp).toEqual({ port: 1_935 });
  expect(readCommandLine(['--rtmp-port', '0'], env).rtmp).toEqual({ port: 0 });
  expect(readCommandLine([], { RTMP_PORT: '' }).rtmp).toBeUndefined();
  expect(() => readCommandLine([], { RTMP_PORT: 'yes' })).toThrow(
    'RTMP_PORT: expected a whole number from 0 to 65535, received "yes"',
  );
});

test('puts events on a bus', () => {
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
  [['--options', '{'], '--options: expected JSON'],
  [['--options', '[]'], '--options: expected a JSON object, received []'],
  [['--event-bridge', 'nope'], '--event-bridge: expected a URL, received "nope"'],
  [['--event-source', 'x'], '--event-source: says nothing without --event-bridge'],
  [['--event-bus', 'x'], '--event-bus: says nothing without --event-bridge'],
  [['--bogus'], "Unknown option '--bogus'"],
  [['4567'], "Unexpected argument '4567'"],
])('refuses %j', (args, message) => {
  expect(() => readCommandLine(args)).toThrow(message);
});
