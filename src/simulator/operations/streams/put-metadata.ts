import { serviceError } from '../../model/service-error.ts';
import { operation, reportViolation } from '../operation.ts';
import { liveStreamOf } from './stream.ts';

interface PutMetadataRequest {
  channelArn: string;
  metadata: string;
}

export const putMetadata = operation<PutMetadataRequest>(
  'PutMetadata',
  ({ channelArn, metadata }, service) => {
    const limit = service.quotas.resources.metadataBytes;
    if (Buffer.byteLength(metadata) > limit) {
      reportViolation(service, `${limit} metadataBytes`, 'PutMetadata', channelArn);
      const message = `Value at 'metadata' failed to satisfy constraint: Member must have at most ${limit} bytes of UTF-8`;
      throw serviceError('ValidationException', `1 validation error detected: ${message}`);
    }
    const { streamId } = liveStreamOf(service, channelArn);
    service.cues.add({ at: service.now(), channelArn, streamId, metadata });
    service.playback.addMetadata(channelArn, metadata);
  },
);
