import type { Slice } from '../../state/collection.ts';
import type { StreamSession } from '../../streams/stream-session.ts';
import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';
import { sessionsOf, sessionTimes } from './stream-session.ts';

type ListStreamSessionsRequest = PageInput & { channelArn: string };

const PAGE_SIZE = 100;

/** Lists sessions, newest first. */
export const listStreamSessions = operation<ListStreamSessionsRequest>(
  'ListStreamSessions',
  (input, service) => {
    const { channelArn } = input;
    const sessions = sessionsOf(service, channelArn);
    const list = { operation: 'ListStreamSessions', filters: channelArn, pageSize: PAGE_SIZE };
    const page = pageOf(service, list, input, (after, limit) => older(sessions, after, limit));
    const streamSessions = page.items.map((session) => {
      const { streamId, hasErrorEvent } = session;
      return { streamId, ...sessionTimes(session, service), hasErrorEvent };
    });
    return { streamSessions, nextToken: page.nextToken };
  },
);

/** A position is the number of a session, so that a page token stays valid when a session begins. */
function older(sessions: StreamSession[], before: number, limit: number): Slice<StreamSession> {
  const rest = sessions.filter(({ sequence }) => before === 0 || sequence < before);
  const items = rest.slice(0, limit);
  const next = items.at(-1)?.sequence;
  return { items, ...(rest.length > limit && next !== undefined && { next }) };
}
