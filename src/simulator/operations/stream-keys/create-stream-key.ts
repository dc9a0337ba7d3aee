import type { ResourceTags } from '../../state/resources.ts';
import { channelOf } from '../channels/channel.ts';
import { operation, requireQuota } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';
import { newStreamKey } from './stream-key.ts';

interface CreateStreamKeyRequest {
  channelArn: string;
  tags?: ResourceTags;
}

/**
 * By the default quota, a channel has one stream key. It must be deleted before the next one is created.
 */
export const createStreamKey = operation<CreateStreamKeyRequest>(
  'CreateStreamKey',
  (input, service) => {
    const { channelArn, tags } = input;
    refuseReservedTags(tags);
    channelOf(service, channelArn);
    requireQuota(service, 'streamKeysPerChannel', {
      operation: 'CreateStreamKey',
      used: service.resources.streamKeys.ofChannel(channelArn).length,
      resource: channelArn,
    });
    return { streamKey: newStreamKey(service, channelArn, tags) };
  },
);
