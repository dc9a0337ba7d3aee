import { PutMetadataCommand } from '@aws-sdk/client-ivs';
import { describe, expect, test } from 'vitest';
import { createSimulator, manualClock, type Simulator } from '../../../src/simulator/index.ts';
import { SlidingWindow } from '../../../src/simulator/quotas/sliding-window.ts';
import fc from '../../support/fast-check.ts';
import { createLiveChannel, startServiceFixture } from '../support.ts';

describe('the sliding window', () => {
  test('allows no more than its limit in any rolling second, and refuses nothing else', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), gaps, (limit, waits) => {
        const window = new SlidingWindow(limit);
        const taken: number[] = [];
        let now = 0;
        for (const wait of waits) {
          now += wait;
          const inLastSecond = taken.filter((time) => now - time < 1_000).length;
          expect(window.isFull(now)).toBe(inLastSecond >= limit);
          if (window.isFull(now)) continue;
          window.add(now);
          taken.push(now);
        }
        taken.forEach((time, i) => {
          const before = taken[i - limit];
          if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(1_000);
        });
      }),
    );
  });

  test('still counts earlier requests when its limit changes', () => {
    const before = new SlidingWindow(5);
    for (const time of [0, 1, 2, 3, 4]) before.add(time);
    const narrower = new SlidingWindow(2, before);
    expect(narrower.isFull(1_002)).toBe(true);
    expect(narrower.isFull(1_003)).toBe(false);
    const wider = new SlidingWindow(6, before);
    expect(wider.isFull(4)).toBe(false);
    wider.add(4);
    expect(wider.isFull(5)).toBe(true);
  });
});

const listAt = async (simulator: Simulator): Promise<string> =>
  simulator.call('ListChannels').then(
    () => 'ok',
    (error: Error) => error.name,
  );

describe('call rates', () => {
  test('allow a client that sends at exactly the rate', async () => {
    const clock = manualClock();
    const simulator = createSimulator({ clock });
    for (let i = 0; i < 50; i++) {
      expect(await listAt(simulator)).toBe('ok');
      clock.advance(200);
    }
    expect(simulator.report().violations).toEqual([]);
  });

  test('throttle each request over them, and report it', async () => {
    const clock = manualClock(5_000);
    const simulator = createSimulator({ clock });
    const outcomes = [];
    for (let i = 0; i < 7; i++) outcomes.push(await listAt(simulator));
    expect(outcomes).toEqual([...Array(5).fill('ok'), ...Array(2).fill('ThrottlingException')]);
    clock.advance(999);
    expect(await listAt(simulator)).toBe('ThrottlingException');
    clock.advance(1);
    expect(await listAt(simulator)).toBe('ok');
    const { requests, violations } = simulator.report();
    expect(requests).toEqual({ ListChannels: { ok: 6, throttled: 3, failed: 0 } });
    expect(violations).toHaveLength(3);
    expect(violations[0]).toEqual({
      at: 5_000,
      rule: '5 per second per account',
      operation: 'ListChannels',
      resource: '123456789012',
    });
  });

  test('are counted for each operation, and include requests that fail', async () => {
    const simulator = createSimulator({ clock: manualClock() });
    for (let i = 0; i < 5; i++)
      await simulator.call<object>('GetChannel', {}).catch(() => undefined);
    await expect(simulator.call<object>('GetChannel', {})).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(await listAt(simulator)).toBe('ok');
  });

  test('are only reported with enforce: false', async () => {
    const simulator = createSimulator({ clock: manualClock() });
    expect(simulator.setQuotas({ enforce: false }).enforce).toBe(false);
    for (let i = 0; i < 8; i++) expect(await listAt(simulator)).toBe('ok');
    expect(simulator.report().violations).toHaveLength(3);
  });

  test('can be changed', async () => {
    const simulator = createSimulator({ clock: manualClock() });
    simulator.setQuotas({ callRates: { ListChannels: 1 } });
    expect([await listAt(simulator), await listAt(simulator)]).toEqual([
      'ok',
      'ThrottlingException',
    ]);
  });
});

describe('PutMetadata', () => {
  test('has one call rate for each channel and one for the account', async () => {
    const service = await startServiceFixture({
      quotas: { enforce: true, callRates: { CreateChannel: 99 } },
    });
    const channels = [];
    for (let i = 0; i < 32; i++) channels.push(await createLiveChannel(service));
    const put = (channelArn = '') =>
      service.ivs.send(new PutMetadataCommand({ channelArn, metadata: 'x' }));
    service.clock.advance(1_000);
    const [first, ...others] = channels;
    for (let i = 0; i < 5; i++) await put(first?.channelArn);
    await expect(put(first?.channelArn)).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    for (const { channelArn } of others.slice(0, 30))
      for (let i = 0; i < 5; i++) await put(channelArn);
    const last = others.at(-1)?.channelArn ?? '';
    await expect(put(last)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(service.simulator.report().violations).toMatchObject([
      { rule: '5 per second per channel', resource: first?.channelArn },
      { rule: '155 per second per account', resource: '123456789012' },
    ]);
    await service.close();
  });
});
