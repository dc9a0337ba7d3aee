import { type SecretStore, SecretStoreError } from '../../src/rotation/hand-over/secret-store.ts';

interface Kept {
  streamKeyArn: string;
  value: string;
  ingestEndpoint: string;
}

/** A secret store in memory; `fails` makes it refuse. */
export function memorySecrets(): SecretStore & { kept: Map<string, Kept>; fails: boolean } {
  const kept = new Map<string, Kept>();
  const nameOf = (channelArn: string) => `ivs/test/${channelArn.split('/').at(-1)}`;
  return {
    kept,
    fails: false,
    nameOf,
    async put({ channelArn, streamKeyArn, value, ingestEndpoint }) {
      const name = nameOf(channelArn);
      if (this.fails) throw new SecretStoreError('PutSecretValue', name, 'InternalServiceError');
      kept.set(name, { streamKeyArn, value: value.reveal(), ingestEndpoint });
      return name;
    },
  };
}
