import { channelOf } from '../channels/channel.ts';
import { operation } from '../operation.ts';

/** The sessions of a viewer that are revoked: those up to and including a version, 0 by default. */
export interface ViewerSessions {
  channelArn: string;
  viewerId: string;
  viewerSessionVersionsLessThanOrEqualTo?: number;
}

/** Accepts every viewer id, because no operation shows which viewers exist. */
export const startViewerSessionRevocation = operation<ViewerSessions>(
  'StartViewerSessionRevocation',
  ({ channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: version = 0 }, service) => {
    channelOf(service, channelArn);
    service.viewerAccess.revoke(channelArn, viewerId, version);
    return undefined;
  },
);
