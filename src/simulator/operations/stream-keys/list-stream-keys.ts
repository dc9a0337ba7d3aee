import { channelOf } from '../channels/channel.ts';
import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

type ListStreamKeysRequest = PageInput & { channelArn: string };

/** The documented default of this operation. */
const PAGE_SIZE = 1;

export const listStreamKeys = operation<ListStreamKeysRequest>(
  'ListStreamKeys',
  (input, service) => {
    const { channelArn } = input;
    channelOf(service, channelArn);
    const keys = service.resources.streamKeys.ofChannel(channelArn);
    const list = { operation: 'ListStreamKeys', filters: channelArn, pageSize: PAGE_SIZE };
    const page = pageOf(service, list, input, (after, limit) => ({
      items: keys.slice(after, after + limit),
      ...(keys.length > after + limit && { next: after + limit }),
    }));
    const streamKeys = page.items.map(({ arn, tags }) => ({ arn, channelArn, tags }));
    return { streamKeys, nextToken: page.nextToken };
  },
);
