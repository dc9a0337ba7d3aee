import { operation } from '../operation.ts';
import { liveStreamOf } from './stream.ts';

/** Cuts the encoder off. Its key stays valid, so it may come back by itself. */
export const stopStream = operation<{ channelArn: string }>('StopStream', (input, world) => {
  world.streams.stop(liveStreamOf(world, input.channelArn));
});
