import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListRecordingConfigurations', pageSize: 100 };

export const listRecordingConfigurations = operation<PageInput>(LIST.operation, (input, world) => {
  const page = pageOf(world, LIST, input, (after, limit) =>
    world.state.recordingConfigurations.slice(after, limit),
  );
  const recordingConfigurations = page.items.map(
    ({ arn, name, destinationConfiguration, state, tags }) => ({
      arn,
      name,
      destinationConfiguration,
      state,
      tags,
    }),
  );
  return { recordingConfigurations, nextToken: page.nextToken };
});
