import { notFoundItem } from '../batch.ts';
import { operation } from '../operation.ts';
import type { ViewerSessions } from './start-viewer-session-revocation.ts';

const NAME = 'BatchStartViewerSessionRevocation';

interface BatchStartViewerSessionRevocationRequest {
  viewerSessions: ViewerSessions[];
}

export const batchStartViewerSessionRevocation =
  operation<BatchStartViewerSessionRevocationRequest>(
    NAME,
    ({ viewerSessions }, { resources, faults, viewerAccess }) => ({
      errors: viewerSessions.flatMap((sessions) => {
        const {
          channelArn,
          viewerId,
          viewerSessionVersionsLessThanOrEqualTo: version = 0,
        } = sessions;
        const exists = resources.channels.get(channelArn) !== undefined;
        const error =
          faults.itemError(NAME, channelArn) ?? (exists ? undefined : notFoundItem(channelArn));
        if (error) return [{ channelArn, viewerId, ...error }];
        viewerAccess.revoke(channelArn, viewerId, version);
        return [];
      }),
    }),
  );
