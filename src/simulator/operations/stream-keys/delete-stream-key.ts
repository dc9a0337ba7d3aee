import { operation } from '../operation.ts';
import { streamKeyOf } from './stream-key.ts';

/** The key opens no stream any more. Whether a stream that runs goes on is an option. */
export const deleteStreamKey = operation<{ arn: string }>('DeleteStreamKey', ({ arn }, service) => {
  const key = streamKeyOf(service, arn);
  service.resources.streamKeys.delete(arn);
  if (service.settings.deleteStreamKeyEndsStream) service.streams.disconnectStreamKey(key);
});
