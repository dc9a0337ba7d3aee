import { channelPk, sessionKey } from '../../src/platform/table.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import type { toEventItem } from '../../src/sessions/event-item.ts';
import { type SessionId, sessionIdText } from '../../src/sessions/session-id.ts';
import type { SessionSummary } from '../../src/sessions/summary.ts';
import { fakeClock } from './clock.ts';
import { ItemMap } from './item-map.ts';
import { type Item, memoryTable } from './memory-table/memory-table.ts';

/** The stored sessions, with what they stored: events by `<pk> <sk>`, summaries by `sessionIdText`. */
export function memorySessionStore(memory = memoryTable()) {
  const store = dynamoSessionStore(memory.table, fakeClock());
  const events = new ItemMap<ReturnType<typeof toEventItem>>(memory, {
    entryOf: (item) => (isOf('EVENT', item) ? [`${item.pk} ${item.sk}`, item as never] : undefined),
    keyOf: itemKey,
  });
  const summaries = new ItemMap<SessionSummary>(memory, {
    entryOf(item) {
      if (!isOf('SESSION', item)) return undefined;
      const { pk, sk, ...rest } = item;
      const id = sessionIdOf(item);
      return [sessionIdText(id), { ...rest, ...id } as unknown as SessionSummary];
    },
    keyOf: (name) => keyOfSession(name, sessionKey),
  });
  return { ...store, memory, events, summaries };
}

export const isOf = (kind: string, { sk }: Item): boolean => String(sk).startsWith(`${kind}#`);

export function sessionIdOf({ pk, sk }: Item): SessionId {
  const channelArn = String(pk).slice(channelPk('').length);
  return { channelArn, streamId: String(sk).slice(String(sk).indexOf('#') + 1) };
}

/** @param name as `sessionIdText` makes it */
export function keyOfSession(name: string, keyOf: typeof sessionKey) {
  const [channelArn = '', streamId = ''] = name.split(' ');
  return keyOf(channelArn, streamId);
}

function itemKey(name: string) {
  const [pk = '', sk = ''] = name.split(' ');
  return { pk, sk };
}
