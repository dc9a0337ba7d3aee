import { operation } from '../operation.ts';
import { streamKeyOf } from './stream-key.ts';

/** The key opens no stream any more. Whether a stream that runs goes on is an option. */
export const deleteStreamKey = operation<{ arn: string }>('DeleteStreamKey', ({ arn }, world) => {
  const key = streamKeyOf(world, arn);
  world.state.streamKeys.delete(arn);
  if (world.settings.deleteStreamKeyEndsStream) world.streams.revoke(key);
});
