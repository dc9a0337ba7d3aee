import { expect, test } from 'vitest';
import { startTestSimulator, useSimulator } from '../../src/testing/index.ts';

const wrong: [object, string][] = [
  [
    { clocks: 'real' },
    'useSimulator: option clocks: unknown option; expected one of: clock, startTime, onEvent, port, rtmp, reset,',
  ],
  [
    { clock: 'fast' },
    'useSimulator: option clock: expected "controlled" or "real", received "fast"',
  ],
  [{ reset: 'never' }, 'useSimulator: option reset: expected "test" or "file", received "never"'],
  [{ startTime: 'noon' }, 'useSimulator: option startTime: expected a Date, a time in ISO 8601'],
  [{ onEvent: 1 }, 'useSimulator: option onEvent: expected a function, received 1'],
  [
    { hooks: { beforeAll: () => undefined } },
    'useSimulator: option hooks: expected an object with the functions beforeAll, beforeEach, afterEach and afterAll',
  ],
  [{ emit: () => undefined }, 'useSimulator: option emit: unknown option; expected one of: clock'],
  [{ region: 'Mars!' }, 'simulator option region: expected the name of a region, received "Mars!"'],
  [{ delays: { start: 1 } }, 'simulator option delays.start: unknown member'],
];

test.each(wrong)('useSimulator(%j) is a TypeError', (options, message) => {
  const call = () => useSimulator(options);
  expect(call).toThrow(TypeError);
  expect(call).toThrow(message);
});

test('startTestSimulator has no options about hooks', async () => {
  const options: object = { reset: 'test' };
  await expect(startTestSimulator(options)).rejects.toThrow(
    'startTestSimulator: option reset: unknown option; expected one of:',
  );
});
