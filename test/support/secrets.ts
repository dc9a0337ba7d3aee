import { type SecretStore, SecretStoreError } from '../../src/rotation/hand-over/secret-store.ts';

interface StoredSecret {
  streamKeyArn: string;
  value: string;
  ingestEndpoint: string;
}

/** A secret store in memory. Set `fails` to make `put` throw. */
export function memorySecrets(): SecretStore & {
  stored: Map<string, StoredSecret>;
  fails: boolean;
} {
  const stored = new Map<string, StoredSecret>();
  const nameOf = (channelArn: string) => `ivs/test/${channelArn.split('/').at(-1)}`;
  return {
    stored,
    fails: false,
    nameOf,
    async put({ channelArn, streamKeyArn, value, ingestEndpoint }) {
      const name = nameOf(channelArn);
      if (this.fails) throw new SecretStoreError('PutSecretValue', name, 'InternalServiceError');
      stored.set(name, { streamKeyArn, value: value.reveal(), ingestEndpoint });
      return name;
    },
  };
}
