import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListPlaybackRestrictionPolicies', pageSize: 100 };

export const listPlaybackRestrictionPolicies = operation<PageInput>(
  LIST.operation,
  (input, world) => {
    const { items, nextToken } = pageOf(world, LIST, input, (after, limit) =>
      world.state.playbackRestrictionPolicies.slice(after, limit),
    );
    return { playbackRestrictionPolicies: items, nextToken };
  },
);
