import { serviceError } from '../../model/service-error.ts';
import { operation, reportBreach } from '../operation.ts';
import { liveStreamOf } from './stream.ts';

interface Input {
  channelArn: string;
  metadata: string;
}

export const putMetadata = operation<Input>('PutMetadata', ({ channelArn, metadata }, world) => {
  const limit = world.quotas.resources.metadataBytes;
  if (Buffer.byteLength(metadata) > limit) {
    reportBreach(world, `${limit} metadataBytes`, 'PutMetadata', channelArn);
    const message = `Value at 'metadata' failed to satisfy constraint: Member must have at most ${limit} bytes of UTF-8`;
    throw serviceError('ValidationException', `1 validation error detected: ${message}`);
  }
  const { streamId } = liveStreamOf(world, channelArn);
  world.cues.add({ at: world.now(), channelArn, streamId, metadata });
});
