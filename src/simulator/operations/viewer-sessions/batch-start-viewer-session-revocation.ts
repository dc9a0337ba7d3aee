import { notFoundItem } from '../batch.ts';
import { operation } from '../operation.ts';

const NAME = 'BatchStartViewerSessionRevocation';

interface BatchStartViewerSessionRevocationRequest {
  viewerSessions: { channelArn: string; viewerId: string }[];
}

export const batchStartViewerSessionRevocation =
  operation<BatchStartViewerSessionRevocationRequest>(
    NAME,
    ({ viewerSessions }, { resources, faults }) => ({
      errors: viewerSessions.flatMap(({ channelArn, viewerId }) => {
        const exists = resources.channels.get(channelArn) !== undefined;
        const error =
          faults.itemError(NAME, channelArn) ?? (exists ? undefined : notFoundItem(channelArn));
        return error ? [{ channelArn, viewerId, ...error }] : [];
      }),
    }),
  );
