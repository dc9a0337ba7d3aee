import { IvsClient } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Tags } from '../../src/channels/policy.ts';
import { openIvs } from '../../src/ivs/client.ts';
import { functionAccessKey } from '../../src/local/account.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { type RunningSimulator, startSimulator } from '../../src/simulator/index.ts';
import { localTemplate } from '../serverless/support/templates.ts';
import { autopilot, MINUTE } from '../support/autopilot.ts';
import { policiesOf } from './support/policies.ts';

// These tests replace the decisions: every channel is deleted and every key is rotated, whatever the tags
// say. They show what the compiled IAM roles still refuse. The use cases are the real ones.

vi.mock('../../src/cleanup/decide.ts', async (original) => ({
  ...(await original<object>()),
  consentToDelete: () => ({ do: 'proceed', grace: 0 }),
  decideCleanup: () => ({ do: 'delete', reason: 'grace-over' }),
}));
vi.mock('../../src/rotation/decide.ts', async (original) => ({
  ...(await original<object>()),
  consentToRotate: () => ({ do: 'proceed', rotation: { on: 'end' } }),
  decideRotation: ({ keys: [key] }: { keys: { arn: string }[] }) =>
    key
      ? { do: 'rotate', reason: 'stream-ended', keyArn: key.arn, facts: factsOf(key.arn) }
      : { do: 'create', reason: 'no-key' },
}));
const factsOf = (arn: string) => ({
  key: { arn, since: '2026-01-01T00:00:00.000Z', created: false },
  onEndSince: null,
});

let simulator: RunningSimulator;
const clients: IvsClient[] = [];
beforeAll(async () => {
  const policies = policiesOf(await localTemplate(), ['deleteDueChannels', 'rotateStreamKeys']);
  simulator = await startSimulator({ policies, quotas: { enforce: false } });
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await simulator?.close();
});

const AUTO_DELETE = [undefined, 'true', '10m', 'no', ''];
const ROTATE_KEY = [undefined, 'on-end', 'never'];
const PROTECT = [undefined, 'true', 'True', 'false'];
const STRAY = [undefined, 'true'];
/** Every combination of valid and invalid values of the tags. */
const COMBINATIONS: Tags[] = AUTO_DELETE.flatMap((autoDelete) =>
  ROTATE_KEY.flatMap((rotateKey) =>
    PROTECT.flatMap((protect) =>
      STRAY.map((stray) =>
        tagsOf({
          'autopilot:auto-delete': autoDelete,
          'autopilot:rotate-key': rotateKey,
          'autopilot:protect': protect,
          'autopilot:protected': stray,
        }),
      ),
    ),
  ),
);

function tagsOf(values: Record<string, string | undefined>): Tags {
  const set = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(set);
}

interface Created {
  channel: { arn: string };
  streamKey: { arn: string };
}

/** Marks all channels as due, and runs the real use case with the real client and a function's role. */
async function runAs(name: 'deleteDueChannels' | 'rotateStreamKeys', channelArns: string[]) {
  const world = autopilot();
  const credentials = { accessKeyId: functionAccessKey(name), secretAccessKey: 'test' };
  const { endpoint } = simulator;
  const sdk = new IvsClient({ endpoint, region: 'us-west-2', credentials, maxAttempts: 1 });
  clients.push(sdk);
  const kind = name === 'deleteDueChannels' ? 'cleanup' : 'rotation';
  const { clock, log, metrics } = world;
  for (const arn of channelArns) await world.channels.markDue(arn, kind, isoTime(clock.now()));
  const opened = openIvs(sdk, 1);
  // Some passes end because their simulated time is used up. The next ones continue. Channels that failed are
  // not tried again before 5 minutes have passed.
  for (let pass = 0; pass < 5; pass++) {
    const ivs = opened.during({ clock, log, metrics, deadline: clock.now() + MINUTE });
    const dependencies = { ...world.inner, ivs };
    await (kind === 'cleanup'
      ? world.cleanup('apply', dependencies)
      : world.rotate('apply', dependencies));
    clock.advance(MINUTE);
  }
  return world;
}

const exists = async (operation: 'GetChannel' | 'GetStreamKey', arn: string): Promise<boolean> =>
  simulator.call(operation, { arn }).then(
    () => true,
    () => false,
  );

test('the role refuses to delete a channel that is untagged or protected', async () => {
  const channels: { arn: string; tags: Tags }[] = [];
  for (const tags of COMBINATIONS) {
    const { channel } = await simulator.call<Created>('CreateChannel', { tags });
    channels.push({ arn: channel.arn, tags });
  }
  const world = await runAs(
    'deleteDueChannels',
    channels.map(({ arn }) => arn),
  );
  let [kept, deleted] = [0, 0];
  for (const { arn, tags } of channels) {
    const mayGo = 'autopilot:auto-delete' in tags && !('autopilot:protect' in tags);
    expect(await exists('GetChannel', arn), JSON.stringify(tags)).toBe(!mayGo);
    if (mayGo) deleted++;
    else kept++;
    // Each deletion was requested, so only the role has prevented it.
    const entries = world.audit.entries.filter(({ channelArn }) => channelArn === arn);
    expect(entries[0]).toMatchObject({ outcome: mayGo ? 'done' : 'failed', reason: 'grace-over' });
    if (!mayGo) expect(entries[0]?.result).toEqual({ error: 'AccessDeniedException' });
  }
  console.log(`always due: ${deleted} channels deleted, ${kept} kept by the role`);
  expect([deleted, kept]).toEqual([24, 96]);
}, 60_000);

test('the role refuses to delete a protected stream key', async () => {
  const keys: { channelArn: string; arn: string; tags: Tags }[] = [];
  for (const protect of [undefined, 'true', 'false']) {
    const tags = tagsOf({ 'autopilot:protect': protect, team: 'x' });
    const { channel, streamKey } = await simulator.call<Created>('CreateChannel', {});
    await simulator.call('TagResource', { resourceArn: streamKey.arn, tags });
    keys.push({ channelArn: channel.arn, arn: streamKey.arn, tags });
  }
  await runAs(
    'rotateStreamKeys',
    keys.map(({ channelArn }) => channelArn),
  );
  const left = await Promise.all(keys.map(({ arn }) => exists('GetStreamKey', arn)));
  expect(left).toEqual([false, true, true]);
});
