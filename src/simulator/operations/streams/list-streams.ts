import { isLive } from '../../streams/stream-session.ts';
import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';
import { streamSummary } from './stream.ts';

type ListStreamsRequest = PageInput & { filterBy?: { health?: string } };

const PAGE_SIZE = 100;

/** Lists live streams, in the order in which they began. */
export const listStreams = operation<ListStreamsRequest>('ListStreams', (input, service) => {
  const health = input.filterBy?.health;
  const list = { operation: 'ListStreams', filters: health, pageSize: PAGE_SIZE };
  const page = pageOf(service, list, input, (after, limit) =>
    service.sessions.slice(
      after,
      limit,
      (session) => isLive(session) && (!health || session.health === health),
    ),
  );
  const streams = page.items.map((session) => streamSummary(session, service));
  return { streams, nextToken: page.nextToken };
});
