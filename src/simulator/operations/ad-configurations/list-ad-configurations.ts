import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListAdConfigurations', pageSize: 100 };

export const listAdConfigurations = operation<PageInput>(LIST.operation, (input, world) => {
  const { items, nextToken } = pageOf(world, LIST, input, (after, limit) =>
    world.state.adConfigurations.slice(after, limit),
  );
  return { adConfigurations: items, nextToken };
});
