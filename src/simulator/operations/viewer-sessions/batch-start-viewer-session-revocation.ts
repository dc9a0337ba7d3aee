import { operation } from '../operation.ts';

interface Input {
  viewerSessions: { channelArn: string; viewerId: string }[];
}

export const batchStartViewerSessionRevocation = operation<Input>(
  'BatchStartViewerSessionRevocation',
  ({ viewerSessions }, { state }) => ({
    errors: viewerSessions
      .filter(({ channelArn }) => !state.channels.get(channelArn))
      .map(({ channelArn, viewerId }) => ({
        channelArn,
        viewerId,
        code: 'ResourceNotFoundException',
        message: `Resource: ${channelArn} not found`,
      })),
  }),
);
