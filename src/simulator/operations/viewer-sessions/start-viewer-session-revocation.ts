import { channelOf } from '../channels/channel.ts';
import { operation } from '../operation.ts';

/** Accepts every viewer id, because no operation shows which viewers exist. */
export const startViewerSessionRevocation = operation<{ channelArn: string }>(
  'StartViewerSessionRevocation',
  ({ channelArn }, service) => {
    channelOf(service, channelArn);
    return undefined;
  },
);
