import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListPlaybackKeyPairs', pageSize: 100 };

export const listPlaybackKeyPairs = operation<PageInput>(LIST.operation, (input, world) => {
  const page = pageOf(world, LIST, input, (after, limit) =>
    world.state.playbackKeys.slice(after, limit),
  );
  const keyPairs = page.items.map(({ arn, name, tags }) => ({ arn, name, tags }));
  return { keyPairs, nextToken: page.nextToken };
});
