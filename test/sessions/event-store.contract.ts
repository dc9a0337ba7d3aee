import { expect, test } from 'vitest';
import type { IvsEvent } from '../../src/ivs/events.ts';
import type { SessionId } from '../../src/sessions/session-id.ts';
import type { SessionStore } from '../../src/sessions/store.ts';
import type { StoredEvent } from '../../src/sessions/stored-event.ts';
import type { EventPosition } from '../../src/sessions/timeline/event.ts';
import { type EventParts, parsedEvent } from '../support/ivs-events.ts';
import { at, newSession } from './store.contract.ts';

/** A limit breach of a session; of the account if there is no session. */
function eventOf(of: SessionId | undefined, minute: number, id: string): IvsEvent {
  const [detailType, name] = ['IVS Limit Breach', of ? 'Ingest Bitrate' : 'Concurrent Viewers'];
  const detail = { limit_value: 2 ** 53 - 1, deep: { er: [null] } };
  const { channelArn, streamId } = of ?? {};
  const parts = { id, time: at(minute).at, detailType, name, detail, channelArn, streamId };
  return parsedEvent(parts as EventParts);
}

const storedEvent = (event: IvsEvent): StoredEvent => ({ event, expiresAt: 9e9, repaired: false });

const readBack = ({ id, time, detailType, name, detail }: IvsEvent) => ({
  ...{ id, time, detailType, name, detail },
});

/** What every SessionStore must do with events. */
export function eventStoreContract(open: () => SessionStore): void {
  test("a session's events are listed in time order, in pages, as they were stored", async () => {
    const [store, id] = [open(), newSession()];
    const [early, late] = [eventOf(id, 1, 'b'), eventOf(id, 3, 'a')];
    const tied = eventOf(id, 1, 'a');
    for (const event of [late, early, tied, early]) await store.putEvent(storedEvent(event));
    const repair = eventOf(id, 2, 'c');
    await store.putEvent({ ...storedEvent(repair), repaired: true });
    await store.putEvent(storedEvent(eventOf({ ...id, streamId: `${id.streamId}1` }, 2, 'd')));
    const pages = [await store.listEvents(id, 3)];
    pages.push(await store.listEvents(id, 3, pages[0]?.events.at(-1)));
    expect(pages.map(({ events }) => events)).toEqual([
      [readBack(tied), readBack(early), { ...readBack(repair), repaired: true }],
      [readBack(late)],
    ]);
    expect([pages[0]?.more, pages[1]?.more]).toEqual([true, false]);
    const between: EventPosition = { time: at(2).at, id: '' };
    expect((await store.listEvents(id, 9, between)).events.map((event) => event.id)).toEqual([
      'c',
      'a',
    ]);
  });

  test("a session's events are listed newest first on request, in pages", async () => {
    const [store, id] = [open(), newSession()];
    for (const [minute, name] of ['a', 'b', 'c'].entries())
      await store.putEvent(storedEvent(eventOf(id, minute, name)));
    const newestFirst = { newestFirst: true };
    const first = await store.listEvents(id, 2, undefined, newestFirst);
    const second = await store.listEvents(id, 2, first.events.at(-1), newestFirst);
    const ids = [first, second].map(({ events }) => events.map((event) => event.id));
    expect(ids).toEqual([['c', 'b'], ['a']]);
    expect([first.more, second.more]).toEqual([true, false]);
  });

  test("the account's own events are listed newest first, without the events of sessions", async () => {
    const store = open();
    const events = ['a', 'b', 'c'].map((id, i) => eventOf(undefined, i, id));
    for (const event of events) await store.putEvent(storedEvent(event));
    await store.putEvent(storedEvent(eventOf(newSession(), 5, 'x')));
    const first = await store.listEvents('account', 2);
    const second = await store.listEvents('account', 2, first.events.at(-1));
    expect([...first.events, ...second.events]).toEqual(events.map(readBack).reverse());
  });
}
