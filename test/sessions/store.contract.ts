import { expect, test } from 'vitest';
import type { IvsEvent } from '../../src/ivs/events.ts';
import type { Fact } from '../../src/sessions/facts.ts';
import type { SessionId } from '../../src/sessions/session-id.ts';
import type { ListOptions, SessionStore } from '../../src/sessions/store.ts';
import type { EventRef } from '../../src/sessions/stored-event.ts';
import type { SessionSummary } from '../../src/sessions/summary.ts';

let count = 0;

const stored = { stored: true };
const refused = { stored: false };

/** A session id that no other test uses. */
export function newSession(channel = `c${++count}`): SessionId {
  return {
    channelArn: `arn:aws:ivs:us-west-2:123456789012:channel/${channel}`,
    streamId: `st-${++count}`,
  };
}

export const at = (minute: number, more: Partial<Fact> = {}): Fact => ({
  at: `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`,
  id: `id-${minute}`,
  ...more,
});

async function only(store: SessionStore, id: SessionId): Promise<SessionSummary> {
  const [summary] = await store.get([id]);
  if (!summary) throw new Error(`no summary of ${id.streamId}`);
  return summary;
}

/**
 * What every SessionStore must do.
 *
 * @param eventIn returns the item of an event
 */
export function sessionStoreContract<S extends SessionStore>(
  open: () => S,
  eventIn: (store: S, event: EventRef) => Promise<unknown>,
): void {
  test('get leaves out an unknown session', async () => {
    expect(await open().get([newSession()])).toEqual([]);
  });

  test('a summary holds the earliest start and the latest end; the id decides between equal times', async () => {
    const [store, id] = [open(), newSession()];
    expect(await store.addFact(id, 'started', at(5))).toMatchObject(stored);
    expect(await store.addFact(id, 'started', at(6))).toMatchObject(refused);
    expect(await store.addFact(id, 'started', at(4, { id: 'b' }))).toMatchObject(stored);
    expect(await store.addFact(id, 'started', at(4, { id: 'a' }))).toMatchObject(stored);
    expect(await store.addFact(id, 'started', at(4, { id: 'b' }))).toMatchObject(refused);
    expect(await store.addFact(id, 'started', at(4, { id: 'a' }))).toMatchObject(refused);
    expect(await store.addFact(id, 'ended', at(7, { expires: 7 }))).toMatchObject(stored);
    expect(await store.addFact(id, 'ended', at(9, { expires: 9 }))).toMatchObject(stored);
    expect(await store.addFact(id, 'ended', at(8, { expires: 8 }))).toMatchObject(refused);
    expect(await only(store, id)).toEqual({
      ...id,
      started: at(4, { id: 'a' }),
      ended: at(9, { expires: 9 }),
      sessionAt: at(4).at,
      phase: 'ENDED',
      expiresAt: 9,
    });
  });

  test('addFact returns the summary as it was before', async () => {
    const [store, id] = [open(), newSession()];
    expect(await store.addFact(id, 'started', at(5))).toEqual({ stored: true, before: undefined });
    const before = await only(store, id);
    expect(await store.addFact(id, 'started', at(4))).toEqual({ stored: true, before });
  });

  test('an event is found once it is stored, and a second write changes nothing', async () => {
    const [store, id] = [open(), newSession()];
    const event: IvsEvent = {
      ...{ id: 'e1', time: at(1).at, account: '123456789012', region: 'us-west-2' },
      ...{ detailType: 'IVS Stream State Change', name: 'Stream Start', detail: {}, ...id },
    };
    expect(await store.hasEvent(event)).toBe(false);
    await store.putEvent({ event, expiresAt: 1, repaired: false });
    await store.putEvent({ event, expiresAt: 2, repaired: false, odd: 'old' });
    expect(await store.hasEvent(event)).toBe(true);
    expect(await store.hasEvent({ ...event, id: 'e2' })).toBe(false);
    expect(await eventIn(store, event)).toMatchObject({ id: 'e1', expiresAt: 1 });
    expect(await eventIn(store, event)).not.toHaveProperty('odd');
  });

  test('a delivered event replaces a repair, whatever their times; a repair never replaces a delivered event', async () => {
    const [store, id] = [open(), newSession()];
    expect(await store.addFact(id, 'started', at(5, { repaired: true }))).toMatchObject(stored);
    expect(await store.addFact(id, 'started', at(4, { repaired: true }))).toMatchObject(stored);
    expect(await store.addFact(id, 'started', at(6))).toMatchObject(stored);
    expect(await store.addFact(id, 'started', at(1, { repaired: true }))).toMatchObject(refused);
    expect((await only(store, id)).started).toEqual(at(6));
  });

  test('no member of a replaced fact is left', async () => {
    const [store, id] = [open(), newSession()];
    await store.addFact(id, 'ingestEnded', at(1, { name: 'Quiz', code: 'X', expires: 1 }));
    await store.addFact(id, 'ingestEnded', at(2, { expires: 2 }));
    expect((await only(store, id)).ingestEnded).toEqual(at(2, { expires: 2 }));
  });

  test('sessionAt, phase and expiresAt depend on the facts, not on their order', async () => {
    const [store, id] = [open(), newSession()];
    const steps = [
      ['ingestEnded', at(8, { expires: 8 }), { sessionAt: at(8).at, phase: 'ENDED', expiresAt: 8 }],
      ['seen', at(6), { sessionAt: at(6).at, phase: 'ENDED', expiresAt: 8 }],
      ['failed', at(9, { expires: 9 }), { sessionAt: at(6).at, phase: 'ENDED', expiresAt: 8 }],
      ['created', at(7), { sessionAt: at(7).at, phase: 'ENDED', expiresAt: 8 }],
      ['started', at(2), { sessionAt: at(7).at, phase: 'ENDED', expiresAt: 8 }],
      ['ended', at(4, { expires: 4 }), { sessionAt: at(7).at, phase: 'ENDED', expiresAt: 4 }],
    ] as const;
    for (const [kind, fact, derived] of steps) {
      await store.addFact(id, kind, fact);
      expect(await only(store, id)).toMatchObject(derived);
    }
  });

  test('markFinalized needs an end, has an effect once, and later facts do not change the phase', async () => {
    const [store, id] = [open(), newSession()];
    await store.markFinalized(id, 'ENDED#2026-11-21');
    expect(await store.get([id])).toEqual([]);
    await store.addFact(id, 'started', at(1));
    await store.markFinalized(id, 'ENDED#2026-11-21');
    expect(await only(store, id)).toMatchObject({ phase: 'LIVE' });
    await store.addFact(id, 'ended', at(2, { expires: 2 }));
    await store.markFinalized(id, 'ENDED#2026-11-21');
    await store.markFinalized(id, 'ENDED#2026-11-22');
    await store.addFact(id, 'ended', at(3, { expires: 3 }));
    await store.addFact(id, 'created', at(0));
    expect(await only(store, id)).toMatchObject({ phase: 'ENDED#2026-11-21', expiresAt: 3 });
  });

  test("a channel's sessions are listed newest first, in pages", async () => {
    const store = open();
    const ids = [1, 2, 3, 4, 5].map(() => newSession('pages'));
    for (const [i, id] of ids.entries()) await store.addFact(id, 'created', at(i));
    const query = { channelArn: String(ids[0]?.channelArn) };
    const first = await store.list(query, 2);
    const second = await store.list(query, 3, first.sessions.at(-1));
    expect([first.more, second.more]).toEqual([true, false]);
    expect([...first.sessions, ...second.sessions]).toEqual(
      ids.map((id, i) => ({ ...id, sessionAt: at(i).at })).reverse(),
    );
  });

  test('a query by phase lists the sessions in that phase', async () => {
    const store = open();
    const [live, over] = [newSession(), newSession()];
    await store.addFact(live, 'created', at(1));
    await store.addFact(over, 'created', at(2));
    await store.addFact(over, 'failed', at(3, { expires: 3 }));
    const listed = (await store.list({ phase: 'LIVE' }, 100)).sessions.map((one) => one.streamId);
    expect(listed).toContain(live.streamId);
    expect(listed).not.toContain(over.streamId);
    const after = { ...over, sessionAt: '2026-11-21T12:01:30.000Z' };
    const older = await store.list({ phase: 'LIVE' }, 100, after);
    expect(older.sessions).toContainEqual({ ...live, sessionAt: at(1).at });
  });

  test('sessions are listed oldest first, and only those within a time range, if requested', async () => {
    const store = open();
    const ids = [1, 2, 3, 4].map(() => newSession('range'));
    for (const [i, id] of ids.entries()) await store.addFact(id, 'created', at(i));
    const query = { channelArn: String(ids[0]?.channelArn) };
    const options = { oldestFirst: true, to: at(3).at };
    const first = await store.list(query, 2, undefined, options);
    const second = await store.list(query, 2, first.sessions.at(-1), options);
    expect([first.more, second.more]).toEqual([true, false]);
    expect([...first.sessions, ...second.sessions].map((one) => one.streamId)).toEqual(
      ids.slice(0, 3).map((one) => one.streamId),
    );
    const listed = async (range: ListOptions) =>
      (await store.list(query, 9, undefined, range)).sessions.map((one) => one.sessionAt);
    expect(await listed({ to: at(2).at })).toEqual([at(1).at, at(0).at]);
    expect(await listed({ from: at(2).at })).toEqual([at(3).at, at(2).at]);
    expect(await listed({ from: at(1).at, to: at(3).at })).toEqual([at(2).at, at(1).at]);
  });

  test('get reads more sessions than fit into one batch', async () => {
    const store = open();
    const ids = Array.from({ length: 130 }, () => newSession());
    await Promise.all(ids.map((id) => store.addFact(id, 'created', at(1))));
    const found = await store.get([...ids, newSession()]);
    expect(found.map((one) => one.streamId).sort()).toEqual(ids.map((id) => id.streamId).sort());
  });
}
