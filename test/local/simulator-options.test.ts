import { expect, test } from 'vitest';
import { readSimulatorOptions } from '../../src/local/simulator-options.ts';

const read = (text?: string) => readSimulatorOptions({ SIMULATOR_OPTIONS: text });

test('SIMULATOR_OPTIONS has options of the simulator as JSON', () => {
  expect(read()).toEqual({});
  expect(read('')).toEqual({});
  expect(read('{"limitBreachForm": "limit", "delays": {"streamEndMs": 1}}')).toEqual({
    limitBreachForm: 'limit',
    delays: { streamEndMs: 1 },
  });
});

test.each(['{', '[]', 'null', '"text"', 'limitBreachForm=limit'])('%s is refused', (text) => {
  expect(() => read(text)).toThrow(/SIMULATOR_OPTIONS: expected a JSON object.*received/);
});

test.each(['account', 'region', 'allowedHosts', 'allowedOrigins'])(
  '%s is refused, because the stack sets it',
  (name) => {
    expect(() => read(`{"${name}": "123456789012"}`)).toThrow(
      `SIMULATOR_OPTIONS: expected no ${name}, which the stack sets itself`,
    );
  },
);
