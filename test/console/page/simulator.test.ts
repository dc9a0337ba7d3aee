import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tagKeys } from '../../../src/channels/policy.ts';
import {
  NEW_CHANNEL,
  readChannelForm,
} from '../../../src/console/page/views/simulator/channel-form.ts';
import {
  FAULT_PRESETS,
  isActive,
  toggled,
} from '../../../src/console/page/views/simulator/fault-presets.ts';
import { readJsonObject } from '../../../src/console/page/views/simulator/json-object.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';

const KEYS = tagKeys('autopilot');

describe('the form of a new channel', () => {
  test('the first values need no change', () => {
    expect(readChannelForm(NEW_CHANNEL, KEYS)).toEqual({
      tags: { 'autopilot:auto-delete': '10m' },
      problems: {},
    });
  });

  test('each field is a tag', () => {
    const form = {
      ...{ ...NEW_CHANNEL, autoDelete: 'after' as const, grace: '2h', rotateKey: 'age' as const },
      ...{ age: '7d', isProtected: true, further: 'team = sport\n\nnote=a=b\n' },
    };
    expect(readChannelForm(form, KEYS)).toEqual({
      tags: {
        ...{ 'autopilot:auto-delete': '2h', 'autopilot:rotate-key': '7d' },
        ...{ 'autopilot:protect': 'true', team: 'sport', note: 'a=b' },
      },
      problems: {},
    });
    const onEnd = readChannelForm(
      { ...NEW_CHANNEL, autoDelete: 'never', rotateKey: 'on-end' },
      KEYS,
    );
    expect(onEnd.tags).toEqual({ 'autopilot:rotate-key': 'on-end' });
  });

  test.each([
    [{ name: 'my show' }, 'name'],
    [{ name: '<b>' }, 'name'],
    [{ autoDelete: 'after', grace: '10 m' }, 'grace'],
    [{ rotateKey: 'age', age: 'daily' }, 'age'],
    [{ further: 'novalue' }, 'further'],
    [{ further: 'x=<b>' }, 'further'],
    [{ further: `x=${'y'.repeat(257)}` }, 'further'],
    [{ further: 'autopilot:protected=true' }, 'further'],
    [{ further: 'autopilot:auto-delete=True' }, 'further'],
  ])('%j names the field', (changes, field) => {
    const { problems } = readChannelForm({ ...NEW_CHANNEL, ...changes } as never, KEYS);
    expect(Object.keys(problems)).toEqual([field]);
  });

  test('a duration that is not used is not checked', () => {
    expect(
      readChannelForm({ ...NEW_CHANNEL, autoDelete: 'true', grace: 'x', age: 'x' }, KEYS).problems,
    ).toEqual({});
  });
});

describe('faults as buttons', () => {
  test.each(FAULT_PRESETS)('$name: on, and off again', (preset) => {
    const on = toggled({ seed: 7 }, preset);
    expect(isActive(on, preset)).toBe(true);
    expect(toggled(on, preset)).toEqual({ seed: 7 });
  });

  test('buttons do not change faults of other buttons', () => {
    const presets = fc.subarray([...FAULT_PRESETS]);
    fc.assert(
      fc.property(presets, fc.constantFrom(...FAULT_PRESETS), (others, one) => {
        const rest = others.filter((other) => other !== one);
        const before = rest.reduce<unknown>((faults, preset) => toggled(faults, preset), {});
        const on = toggled(before, one);
        for (const preset of rest) expect(isActive(on, preset)).toBe(true);
        expect(toggled(on, one)).toEqual(before);
      }),
      { numRuns: chaosRuns(50) },
    );
  });

  test('faults that are not an object count as none', () => {
    const [preset] = FAULT_PRESETS;
    expect(preset && toggled(undefined, preset)).toEqual(preset?.faults);
  });
});

test('JSON is checked before it is sent', () => {
  expect(readJsonObject('{"drop": 0.1}')).toEqual({ value: { drop: 0.1 } });
  for (const text of ['', '[]', 'null', '{'])
    expect(readJsonObject(text)).toHaveProperty('problem');
});
