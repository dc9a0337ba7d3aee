import type { Tags } from '../../state/resources.ts';
import { channelOf } from '../channels/channel.ts';
import { operation, requireRoom } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';
import { newStreamKey } from './stream-key.ts';

interface Input {
  channelArn: string;
  tags?: Tags;
}

/** A channel has one stream key: the next can be made only when that one is deleted. */
export const createStreamKey = operation<Input>('CreateStreamKey', (input, world) => {
  const { channelArn, tags } = input;
  refuseReservedTags(tags);
  channelOf(world, channelArn);
  requireRoom(world, 'streamKeysPerChannel', {
    operation: 'CreateStreamKey',
    used: world.state.streamKeys.ofChannel(channelArn).length,
    resource: channelArn,
  });
  return { streamKey: newStreamKey(world, channelArn, tags) };
});
