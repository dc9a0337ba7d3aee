import { operation } from '../operation.ts';
import { liveStreamOf } from './stream.ts';

/** Disconnects the encoder. Its stream key stays valid, so it may connect again. */
export const stopStream = operation<{ channelArn: string }>('StopStream', (input, service) => {
  service.streams.stop(liveStreamOf(service, input.channelArn));
});
