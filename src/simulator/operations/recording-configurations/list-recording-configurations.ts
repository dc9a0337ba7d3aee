import { operation } from '../operation.ts';
import { type PageInput, pageOf } from '../paging.ts';

const LIST = { operation: 'ListRecordingConfigurations', pageSize: 100 };

export const listRecordingConfigurations = operation<PageInput>(
  LIST.operation,
  (input, service) => {
    const page = pageOf(service, LIST, input, (after, limit) =>
      service.resources.recordingConfigurations.slice(after, limit),
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
  },
);
