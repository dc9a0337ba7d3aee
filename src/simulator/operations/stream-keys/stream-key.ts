import type { SimulatedService } from '../../simulated-service.ts';
import type { ResourceTags, StreamKey } from '../../state/resources.ts';
import { requireResource } from '../require-resource.ts';

/** Makes a stream key and puts it into the resources. */
export function newStreamKey(
  { ids, resources }: SimulatedService,
  channelArn: string,
  tags: ResourceTags = {},
): StreamKey {
  const arn = ids.arn('stream-key');
  const key = { arn, value: ids.streamKeyValue(), channelArn, tags };
  resources.streamKeys.set(arn, key);
  return key;
}

/** @throws ServiceError ResourceNotFoundException */
export function streamKeyOf({ resources }: SimulatedService, arn: string): StreamKey {
  return requireResource(resources.streamKeys, arn);
}
