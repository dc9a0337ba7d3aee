import { describe, expect, test } from 'vitest';
import type { LeaseStore } from '../../../src/metadata/pace/lease-store.ts';
import { RateLease } from '../../../src/metadata/pace/rate-lease.ts';
import { PERMITS, tableLeases } from '../support/account.ts';
import { A, B, OFTEN_RECEIVED, setUp } from '../support/batch.ts';
import { channelArn } from '../support/senders.ts';

describe('an instance without permits to lease', () => {
  const arns = ['a', 'b', 'c', 'd'].map(channelArn);

  test('keeps one channel, and returns the others to the queue at once, for other instances', async () => {
    const { record, send, requests, returned, counts } = setUp({ permits: 0 });
    const records = arns.map((arn) => record(arn, [{ id: 'x' }]));
    expect(await send(records)).toEqual(['m2', 'm3', 'm4']);
    expect(requests.map(({ at, channel }) => [at, channel])).toEqual([[0, A]]);
    expect(returned).toEqual({ m2: 0, m3: 0, m4: 0 });
    expect(counts).toMatchObject({ MetadataDelivered: 1, MetadataPassedOn: 3 });
  });

  test('sends one request in about a second if the channels were passed on often enough', async () => {
    const { record, send, requests, since } = setUp({ permits: 0 });
    expect(await send(arns.map((arn) => record(arn, [{ id: 'x' }], OFTEN_RECEIVED)))).toEqual([]);
    expect(requests.map(({ at }) => at)).toEqual([0, 1_006, 2_012, 3_018]);
    expect(since()).toBe(4_024);
  });

  test('shares the permits that it gets, so that all requests of a channel that it keeps are quick', async () => {
    const { record, send, requests, returned } = setUp({ permits: 6 });
    const parts = Array.from({ length: 2 }, (_, n) => ({ id: `${n}`, size: 900 }));
    await send(arns.map((arn) => record(arn, parts)));
    expect(Object.keys(returned)).toEqual(['m3', 'm4']);
    expect(requests.filter(({ channel }) => channel === A).map(({ at }) => at)).toEqual([0, 210]);
  });
});

/** More than a quarter of the permits. */
const MANY = Math.ceil(PERMITS / 4);

describe('if other instances have leased many permits', () => {
  const [c, d] = ['c', 'd'].map(channelArn);
  const busy = Array.from({ length: 5 }, (_, n) => ({ id: `${n}`, size: 900 }));
  const quiet = [{ id: 'quiet' }];
  /** @param leased by other instances; this one needs 9 for two busy channels */
  async function crowded(leased: number, answerMs = 0) {
    const store = tableLeases();
    const slow: LeaseStore = {
      ...store,
      change: (change) => tools.clock.sleep(answerMs).then(() => store.change(change)),
    };
    const tools = setUp({ store: slow });
    const others = new RateLease({ store, permits: PERMITS, newId: () => 'others' });
    await others.change(leased, tools.clock.now());
    return tools;
  }

  test('an instance keeps one busy channel, and those with a few requests', async () => {
    const { record, send, requests, returned, counts } = await crowded(MANY);
    await send([record(A, busy), record(B, quiet), record(`${c}`, busy), record(`${d}`, quiet)]);
    expect(returned).toEqual({ m3: 0 });
    expect(requests.map(({ channel }) => channel).sort()).toEqual([A, A, A, A, A, B, d]);
    expect(counts).toMatchObject({ MetadataPassedOn: busy.length });
  });

  test.each([
    { answerMs: 400, passedOn: ['m2'] },
    { answerMs: 600, passedOn: [] },
  ])('the table is given half a second to say so: $answerMs ms', async ({ answerMs, passedOn }) => {
    const { record, send, requests, returned } = await crowded(MANY, answerMs);
    await send([record(A, busy), record(B, busy)]);
    expect(Object.keys(returned)).toEqual(passedOn);
    expect(requests[0]).toMatchObject({ at: 0, channel: A });
  });

  test('a busy channel is kept behind one with a few requests', async () => {
    const { record, send, returned } = await crowded(MANY);
    await send([record(A, quiet), record(B, busy)]);
    expect(returned).toEqual({});
  });

  test('a busy channel that was passed on often enough is kept', async () => {
    const { record, send } = await crowded(MANY);
    expect(await send([record(A, busy), record(B, busy, OFTEN_RECEIVED)])).toEqual([]);
  });

  test('all are kept while less than a quarter of the permits is leased', async () => {
    const { record, send, returned } = await crowded(MANY - 10);
    await send([record(A, busy), record(B, busy)]);
    expect(returned).toEqual({});
  });

  test('a batch does not rely on what an earlier one knew', async () => {
    const store = tableLeases();
    const { record, send, returned, clock } = setUp({ store });
    const others = new RateLease({ store, permits: PERMITS, newId: () => 'others' });
    await others.change(MANY, clock.now());
    await send([record(A, busy), record(B, busy)]);
    await others.change(0, clock.now());
    await send([record(A, busy), record(B, busy)]);
    expect(Object.keys(returned)).toEqual(['m2']);
  });
});
