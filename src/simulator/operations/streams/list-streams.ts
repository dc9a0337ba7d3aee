import { isOnAir } from '../../streams/session.ts';
import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';
import { streamSummary } from './stream.ts';

type Input = PageInput & { filterBy?: { health?: string } };

const PAGE_SIZE = 100;

/** Live streams only, in the order in which they began. */
export const listStreams = operation<Input>('ListStreams', (input, world) => {
  const health = input.filterBy?.health;
  const list = { operation: 'ListStreams', filters: health, pageSize: PAGE_SIZE };
  const page = pageOf(world, list, input, (after, limit) =>
    world.sessions.slice(
      after,
      limit,
      (session) => isOnAir(session) && (!health || session.health === health),
    ),
  );
  const streams = page.items.map((session) => streamSummary(session, world));
  return { streams, nextToken: page.nextToken };
});
