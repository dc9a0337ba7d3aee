import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListAdConfigurations', pageSize: 100 };

export const listAdConfigurations = operation<PageInput>(LIST.operation, (input, service) => {
  const { items, nextToken } = pageOf(service, LIST, input, (after, limit) =>
    service.resources.adConfigurations.slice(after, limit),
  );
  return { adConfigurations: items, nextToken };
});
