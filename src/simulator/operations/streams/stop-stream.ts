import { operation } from '../operation.ts';
import { liveStreamOf } from './stream.ts';

/** Cuts the encoder off. Its key stays valid, so it may come back by itself. */
export const stopStream = operation<{ channelArn: string }>('StopStream', (input, service) => {
  service.streams.stop(liveStreamOf(service, input.channelArn));
});
