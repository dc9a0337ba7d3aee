import { operation } from '../operation.ts';
import { streamKeyOf } from './stream-key.ts';

/**
 * Encoders can no longer connect with the key. The option `deleteStreamKeyEndsStream` also ends its
 * stream.
 */
export const deleteStreamKey = operation<{ arn: string }>('DeleteStreamKey', ({ arn }, service) => {
  const key = streamKeyOf(service, arn);
  service.resources.streamKeys.delete(arn);
  if (service.settings.deleteStreamKeyEndsStream) service.streams.disconnectStreamKey(key);
});
