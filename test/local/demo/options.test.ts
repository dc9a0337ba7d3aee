import { expect, test } from 'vitest';
import { portVariable, readDemoOptions, USAGE } from '../../../src/local/demo/options.ts';

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

test('--help is in 80 columns, and a port in use is named by its variable', () => {
  expect(readDemoOptions({}, ['-h'])).toBe('help');
  for (const line of USAGE.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const options = readDemoOptions({}, ['--watch']);
  if (options === 'help') expect.fail('no help was asked for');
  const variables = [4568, 4566, 1935].map((port) => portVariable(options, port));
  expect(variables).toEqual(['WATCH_PORT', 'PORT', 'RTMP_PORT']);
});

test.each([
  { args: ['--own-encoder'], env: {}, message: '--own-encoder: needs --watch' },
  { args: ['--watch', '--obs'], env: {}, message: "Unknown option '--obs'" },
  { args: ['--watch'], env: { WATCH_PORT: '99999' }, message: 'WATCH_PORT' },
])('refuses $args $env', ({ args, env, message }) => {
  expect(() => readDemoOptions(env, args)).toThrow(message);
});
