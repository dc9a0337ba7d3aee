import { CreateChannelCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import type { ReconcileReport } from '../../src/reconcile/reconcile.ts';
import type { SessionView } from '../../src/sessions/view.ts';
import type { SampleReport } from '../../src/sessions/viewers/sample-context.ts';
import type { SessionState } from '../../src/simulator/index.ts';
import { truthOf } from './support/truth.ts';

let stack: Stack;
let world: DemoClient;
beforeAll(async () => {
  const delays = { streamStartMs: 20, sessionEndMs: 20, streamEndMs: 40, reconnectMs: 0 };
  stack = await startStack({
    port: 0,
    schedules: 'off',
    warm: false,
    simulator: { delays, seed: 3 },
  });
  world = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  world.close();
  await stack.close();
});

/** The sessions of the stack, as its simulator knows them. */
async function truth() {
  const answer = await world.sim('GET', '/_sim/sessions');
  return truthOf((await answer.json()) as SessionState[]);
}

async function streamOnce(streamKey: string, stays: boolean): Promise<void> {
  const { streamId } = await world.connect(streamKey);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await world.sim('POST', `/_sim/encoders/${streamId}/starve`);
  await world.sim('POST', `/_sim/encoders/${streamId}/recover`);
  if (stays || streamId === undefined) return;
  await world.disconnect(streamId);
  await new Promise((resolve) => setTimeout(resolve, 120));
}

test('one reconcile on the running stack makes every session right after 30 % of the events are dropped', async () => {
  await world.sim('PUT', '/_sim/faults', { drop: 0.3, seed: 11 });
  const channels: { arn: string; key: string }[] = [];
  for (let i = 0; i < 4; i++) {
    const { channel, streamKey } = await world.ivs.send(new CreateChannelCommand({ name: 'show' }));
    channels.push({ arn: String(channel?.arn), key: String(streamKey?.value) });
  }
  // One at a time, so that the same events are dropped on every machine.
  for (const { key } of channels) await streamOnce(key, false);
  for (const { key } of channels.slice(0, 2)) await streamOnce(key, true);
  await world.sim('PUT', '/_sim/faults', {});

  const [report, sampled] = await Promise.all([
    world.invoke<ReconcileReport>('reconcile', {}),
    world.invoke<SampleReport>('sampleViewers', {}),
  ]);
  expect(report).toMatchObject({ outcome: 'done', sessions: { live: 2, failed: 0 } });
  expect(Number(report.sessions?.repaired)).toBeGreaterThan(2);
  expect(sampled).toMatchObject({ outcome: 'done', streams: 2, sampled: 2, failed: 0 });
  expect((await world.report()).violations).toEqual([]);

  const expected = await truth();
  expect(expected).toHaveLength(6);
  // Events that were not dropped may still be delivered. They change nothing.
  await vi.waitFor(async () => {
    const found: SessionView[] = [];
    for (const { arn: channelArn } of channels) {
      const answer = await world.invoke<{ sessions: SessionView[] }>('getSessions', { channelArn });
      found.push(...answer.sessions);
    }
    const answered = found.sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
    expect(answered).toMatchObject(
      expected.map(({ starvations, takeovers, recordings, ...facts }) =>
        Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
      ),
    );
  }, 20_000);
}, 60_000);
