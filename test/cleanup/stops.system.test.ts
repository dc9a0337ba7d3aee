import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoFleetStore, type FleetStore } from '../../src/channels/fleet.ts';
import { dynamoStopStore } from '../../src/cleanup/dynamo-stops.ts';
import type { Stop, StopStore } from '../../src/cleanup/stops.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { memoryFleetStore, memoryStopStore } from '../support/cleanup.ts';
import { startTable } from '../support/table.ts';

let dynamo: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  dynamo = await startTable();
});
afterAll(() => dynamo.close());

const stores: [string, () => { stops: StopStore; fleet: FleetStore }][] = [
  [
    'in the table',
    () => ({ stops: dynamoStopStore(dynamo.table), fleet: dynamoFleetStore(dynamo.table) }),
  ],
  ['in memory', () => ({ stops: memoryStopStore(), fleet: memoryFleetStore() })],
];

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const HOUR = 3_600_000;
const at = (ms: number) => isoTime(NOW + ms);
const member = (i: number) => ({ channelArn: `arn-${i}`, end: `st-${i} ${at(0)}` });

let sets = 0;
function stopOf(rest: Partial<Stop> = {}): Stop {
  return {
    ...{ id: `set-${++sets}`, at: at(0), channels: 2, allowed: 1, told: false },
    ...{ recountAt: at(600_000), expiresAt: at(HOUR) },
    ...rest,
  };
}

describe.each(stores)('stops %s', (_name, make) => {
  let stops: StopStore;
  let fleet: FleetStore;
  beforeEach(async () => {
    ({ stops, fleet } = make());
    const left = await stops.pending(NOW);
    if (left) await stops.lift(left.id);
  });

  test('a set waits until it expires', async () => {
    const stop = stopOf();
    expect(await stops.pending(NOW)).toBeUndefined();
    await stops.stop(stop, [member(1), member(2)]);
    expect(await stops.pending(NOW + HOUR - 1)).toEqual(stop);
    expect(await stops.pending(NOW + HOUR)).toBeUndefined();
    expect(await stops.members(stop.id)).toEqual({ members: [member(1), member(2)] });
  });

  test('a change of another set changes nothing; nor does lifting it', async () => {
    const stop = stopOf();
    await stops.stop(stop, [member(1)]);
    await stops.amend('other', { told: true });
    await stops.lift('other');
    expect(await stops.pending(NOW)).toEqual(stop);
    await stops.amend(stop.id, { told: true, recountAt: at(1) });
    expect(await stops.pending(NOW)).toEqual({ ...stop, told: true, recountAt: at(1) });
    await stops.lift(stop.id);
    expect(await stops.pending(NOW)).toBeUndefined();
    await stops.amend(stop.id, { told: false });
    expect(await stops.pending(NOW)).toBeUndefined();
  });

  test('exactly the set that waits is approved, once or twice', async () => {
    const stop = stopOf();
    const until = NOW + 2 * HOUR;
    await stops.stop(stop, [member(1)]);
    expect(await stops.approve('other', NOW, until)).toBe(false);
    expect(await stops.approve(stop.id, NOW, until)).toBe(true);
    expect(await stops.pending(NOW)).toBeUndefined();
    expect(await stops.approve(stop.id, NOW + 5, until + 5)).toBe(true);
    const ours = (now: number) =>
      stops.approvals(now).then((all) => all.filter(({ id }) => id === stop.id));
    const approval = { id: stop.id, channels: 2, approvedAt: at(0), expiresAt: isoTime(until) };
    expect(await ours(NOW)).toEqual([approval]);
    expect(await ours(until)).toEqual([]);
    expect(await stops.approve(stop.id, until, until + HOUR)).toBe(false);
    expect((await stops.members(stop.id)).members).toEqual([member(1)]);
  });

  test('a large set is kept in parts', async () => {
    const stop = stopOf();
    const members = Array.from({ length: 2_000 }, (_, i) => member(i));
    await stops.stop(stop, members);
    const pages = [];
    for (let next: number | undefined = 0; next !== undefined; ) {
      const page = await stops.members(stop.id, next);
      pages.push(page.members);
      next = page.next;
    }
    expect(pages.map((page) => page.length)).toEqual([1_000, 1_000, 0]);
    expect(pages.flat()).toEqual(members);
  });

  test('the number of channels is the last that was noted', async () => {
    await fleet.note(7, NOW);
    await fleet.note(5, NOW + 1);
    expect(await fleet.channels()).toBe(5);
  });
});
