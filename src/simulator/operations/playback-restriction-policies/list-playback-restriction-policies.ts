import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListPlaybackRestrictionPolicies', pageSize: 100 };

export const listPlaybackRestrictionPolicies = operation<PageInput>(
  LIST.operation,
  (input, service) => {
    const { items, nextToken } = pageOf(service, LIST, input, (after, limit) =>
      service.resources.playbackRestrictionPolicies.slice(after, limit),
    );
    return { playbackRestrictionPolicies: items, nextToken };
  },
);
