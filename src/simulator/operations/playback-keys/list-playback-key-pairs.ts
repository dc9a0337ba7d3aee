import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListPlaybackKeyPairs', pageSize: 100 };

export const listPlaybackKeyPairs = operation<PageInput>(LIST.operation, (input, service) => {
  const page = pageOf(service, LIST, input, (after, limit) =>
    service.resources.playbackKeys.slice(after, limit),
  );
  const keyPairs = page.items.map(({ arn, name, tags }) => ({ arn, name, tags }));
  return { keyPairs, nextToken: page.nextToken };
});
