import { expect, test } from 'vitest';
import { readStartOptions } from '../../src/local/start-options.ts';
import { REAL_DELAYS } from '../../src/simulator/index.ts';

test('without variables and arguments, the stack has its defaults', () => {
  expect(readStartOptions({}, [])).toEqual({
    ...{ params: [], port: 4566, schedules: 1, simulator: {}, logLevel: 'on' },
    ...{ allowedHosts: [], allowedOrigins: [] },
  });
});

test('each variable and argument sets an option', () => {
  const env = {
    ...{ PORT: '0', RTMP_PORT: '1935', SCHEDULES: 'off', DELAYS: 'real', LOGS: 'all' },
    POLLERS: 'ramp',
    ...{ ALLOWED_HOSTS: 'a.test, *.b.test', ALLOWED_ORIGINS: 'http://localhost:5173' },
  };
  expect(readStartOptions(env, ['--param=cleanupMode=plan', '--param', 'logLevel=DEBUG'])).toEqual({
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
  [{ LOGS: 'loud' }, 'LOGS: expected one of on, all, off, received "loud"'],
  // Without `--`, npm keeps the option for itself.
  [
    { npm_config_param: 'cleanupMode=plan' },
    '--param: expected after "--": npm start -- --param="name=value"',
  ],
])('%j is refused', (env, message) => {
  expect(() => readStartOptions(env, [])).toThrow(message);
});

test('an option that npm start does not have is refused', () => {
  expect(() => readStartOptions({}, ['--params=cleanupMode=plan'])).toThrow(
    "Unknown option '--params'",
  );
});
