import { channelOf } from '../channels/channel.ts';
import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

type Input = PageInput & { channelArn: string };

/** The service's own default here. */
const PAGE_SIZE = 1;

export const listStreamKeys = operation<Input>('ListStreamKeys', (input, world) => {
  const { channelArn } = input;
  channelOf(world, channelArn);
  const keys = world.state.streamKeys.ofChannel(channelArn);
  const list = { operation: 'ListStreamKeys', filters: channelArn, pageSize: PAGE_SIZE };
  const page = pageOf(world, list, input, (after, limit) => ({
    items: keys.slice(after, after + limit),
    ...(keys.length > after + limit && { next: after + limit }),
  }));
  const streamKeys = page.items.map(({ arn, tags }) => ({ arn, channelArn, tags }));
  return { streamKeys, nextToken: page.nextToken };
});
