import { channelOf } from '../channels/channel.ts';
import { operation } from '../operation.ts';

/** Accepted for every viewer id: whether such a viewer ever watched is nothing that an API shows. */
export const startViewerSessionRevocation = operation<{ channelArn: string }>(
  'StartViewerSessionRevocation',
  ({ channelArn }, service) => {
    channelOf(service, channelArn);
    return undefined;
  },
);
