import { expect, test } from 'vitest';
import { readDemoOptions } from '../../../src/local/demo/options.ts';

test('without --watch there is no page', () => {
  expect(readDemoOptions({}, [])).toBeUndefined();
});

test('--watch has ports of its own, which the environment changes', () => {
  const defaults = { port: 4568, stackPort: 4566, rtmpPort: 1935, ownEncoder: false };
  expect(readDemoOptions({}, ['--watch'])).toEqual(defaults);
  const env = { WATCH_PORT: '0', PORT: '1', RTMP_PORT: '2' };
  expect(readDemoOptions(env, ['--watch', '--own-encoder'])).toEqual({
    ...{ port: 0, stackPort: 1, rtmpPort: 2, ownEncoder: true },
  });
});

test.each([
  { args: ['--own-encoder'], env: {}, message: '--own-encoder: needs --watch' },
  { args: ['--watch', '--obs'], env: {}, message: "Unknown option '--obs'" },
  { args: ['--watch'], env: { WATCH_PORT: '99999' }, message: 'WATCH_PORT' },
])('refuses $args $env', ({ args, env, message }) => {
  expect(() => readDemoOptions(env, args)).toThrow(message);
});
