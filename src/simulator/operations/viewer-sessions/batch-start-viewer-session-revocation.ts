import { operation } from '../operation.ts';

interface BatchStartViewerSessionRevocationRequest {
  viewerSessions: { channelArn: string; viewerId: string }[];
}

export const batchStartViewerSessionRevocation =
  operation<BatchStartViewerSessionRevocationRequest>(
    'BatchStartViewerSessionRevocation',
    ({ viewerSessions }, { resources }) => ({
      errors: viewerSessions
        .filter(({ channelArn }) => !resources.channels.get(channelArn))
        .map(({ channelArn, viewerId }) => ({
          channelArn,
          viewerId,
          code: 'ResourceNotFoundException',
          message: `Resource: ${channelArn} not found`,
        })),
    }),
  );
