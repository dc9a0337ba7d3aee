import { beforeEach, describe, expect, test } from 'vitest';
import { createSimulator, manualClock, type Simulator } from '../../../src/simulator/index.ts';

interface Answer {
  channel: { arn: string; multitrackInputConfiguration: Record<string, unknown> };
}

const ON = { enabled: true, maximumResolution: 'HD', policy: 'REQUIRE' };
const OFF = { enabled: false, maximumResolution: 'FULL_HD', policy: 'ALLOW' };
const FMP4 = { containerFormat: 'FRAGMENTED_MP4' };

let simulator: Simulator;
beforeEach(() => {
  simulator = createSimulator({ clock: manualClock(), seed: 1, quotas: { enforce: false } });
});

const create = async (input: object): Promise<Answer['channel']> =>
  (await simulator.call<Answer>('CreateChannel', input)).channel;

async function update(arn: string, change: object): Promise<Record<string, unknown>> {
  const { channel } = await simulator.call<Answer>('UpdateChannel', { arn, ...change });
  return channel.multitrackInputConfiguration;
}

const invalid = (member: string) => ({
  name: 'ValidationException',
  message: expect.stringContaining(`'${member}'`),
});

test.each([
  [undefined, OFF],
  [{}, OFF],
  [{ policy: 'REQUIRE' }, { ...OFF, policy: 'REQUIRE' }],
  [{ maximumResolution: 'SD' }, { ...OFF, maximumResolution: 'SD' }],
])('CreateChannel with %j answers with every member', async (given, expected) => {
  const channel = await create({ multitrackInputConfiguration: given });
  expect(channel.multitrackInputConfiguration).toEqual(expected);
  const { channel: found } = await simulator.call<Answer>('GetChannel', { arn: channel.arn });
  expect(found.multitrackInputConfiguration).toEqual(expected);
});

test('UpdateChannel changes the given members and keeps the others', async () => {
  const { arn } = await create({ ...FMP4, multitrackInputConfiguration: ON });
  const change = (multitrackInputConfiguration: object) =>
    update(arn, { multitrackInputConfiguration });
  expect(await change({ maximumResolution: 'SD' })).toEqual({ ...ON, maximumResolution: 'SD' });
  expect(await change({ policy: 'ALLOW' })).toMatchObject({ enabled: true, policy: 'ALLOW' });
  expect(await update(arn, { name: 'renamed' })).toMatchObject({ maximumResolution: 'SD' });
  const off = { containerFormat: 'TS', multitrackInputConfiguration: { enabled: false } };
  const expected = { enabled: false, maximumResolution: 'SD', policy: 'ALLOW' };
  expect(await update(arn, off)).toEqual(expected);
  const on = { ...FMP4, multitrackInputConfiguration: { enabled: true } };
  expect(await update(arn, on)).toEqual({ ...expected, enabled: true });
});

describe('multitrack input is refused', () => {
  test.each(['BASIC', 'ADVANCED_SD', 'ADVANCED_HD'])('for a channel of type %s', async (type) => {
    const given = { ...FMP4, type, multitrackInputConfiguration: ON };
    await expect(create(given)).rejects.toMatchObject(invalid('type'));
    const { arn } = await create({ type });
    const change = { ...FMP4, multitrackInputConfiguration: ON };
    await expect(update(arn, change)).rejects.toMatchObject(invalid('type'));
  });

  test('with another container format than FRAGMENTED_MP4', async () => {
    const given = { multitrackInputConfiguration: ON };
    await expect(create(given)).rejects.toMatchObject(invalid('containerFormat'));
    const ts = { ...given, containerFormat: 'TS' };
    await expect(create(ts)).rejects.toMatchObject(invalid('containerFormat'));
    const { arn } = await create({});
    await expect(update(arn, given)).rejects.toMatchObject(invalid('containerFormat'));
  });

  test.each(['maximumResolution', 'policy'])('without %s in CreateChannel', async (member) => {
    const given = { ...ON, [member]: undefined };
    const creating = create({ ...FMP4, multitrackInputConfiguration: given });
    const path = `multitrackInputConfiguration.${member}`;
    await expect(creating).rejects.toMatchObject(invalid(path));
  });

  test('when a change takes away what it needs', async () => {
    const { arn } = await create({ ...FMP4, multitrackInputConfiguration: ON });
    const container = update(arn, { containerFormat: 'TS' });
    await expect(container).rejects.toMatchObject(invalid('containerFormat'));
    await expect(update(arn, { type: 'BASIC' })).rejects.toMatchObject(invalid('type'));
    expect(await update(arn, {})).toEqual(ON);
  });
});
