import type { StreamKey, Tags } from '../../state/resources.ts';
import type { World } from '../../world.ts';
import { find } from '../find.ts';

/** Makes a stream key and puts it into the state. */
export function newStreamKey(
  { ids, state }: World,
  channelArn: string,
  tags: Tags = {},
): StreamKey {
  const arn = ids.arn('stream-key');
  const key = { arn, value: ids.streamKeyValue(), channelArn, tags };
  state.streamKeys.set(arn, key);
  return key;
}

/** @throws ServiceError ResourceNotFoundException */
export function streamKeyOf({ state }: World, arn: string): StreamKey {
  return find(state.streamKeys, arn);
}
