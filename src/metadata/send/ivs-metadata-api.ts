import { type IvsClient as Client, PutMetadataCommand } from '@aws-sdk/client-ivs';
import type { MetadataApi } from './tools.ts';

/** PutMetadata over the SDK. The client's own retries must be off (`maxAttempts: 1`). */
export function ivsMetadataApi(client: Client): MetadataApi {
  return {
    async putMetadata(channelArn, metadata) {
      await client.send(new PutMetadataCommand({ channelArn, metadata }));
    },
  };
}
