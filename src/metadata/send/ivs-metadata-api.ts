import { type IvsClient, PutMetadataCommand } from '@aws-sdk/client-ivs';
import type { MetadataApi } from './tools.ts';

/** PutMetadata over the SDK. @param client its own retries must be off (`maxAttempts: 1`) */
export function ivsMetadataApi(client: Pick<IvsClient, 'send'>): MetadataApi {
  return {
    async putMetadata(channelArn, metadata) {
      await client.send(new PutMetadataCommand({ channelArn, metadata }));
    },
  };
}
