import { serviceError } from '../../model/service-error.ts';
import type { ResourceTags } from '../../state/resources.ts';
import { operation, requireQuota } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';
import { fingerprintOf, readPublicKey } from './public-key.ts';

interface ImportPlaybackKeyPairRequest {
  publicKeyMaterial: string;
  name?: string;
  tags?: ResourceTags;
}

const NAME = 'ImportPlaybackKeyPair';

export const importPlaybackKeyPair = operation<ImportPlaybackKeyPairRequest>(
  NAME,
  (input, service) => {
    const { publicKeyMaterial, name = '', tags = {} } = input;
    const { playbackKeys, publicKeys } = service.resources;
    refuseReservedTags(tags);
    const publicKey = readPublicKey(publicKeyMaterial);
    const fingerprint = fingerprintOf(publicKey);
    for (const known of playbackKeys.values()) {
      if (known.fingerprint !== fingerprint) continue;
      throw serviceError('ConflictException', `The key is already imported as ${known.arn}`);
    }
    requireQuota(service, 'playbackKeyPairs', { operation: NAME, used: playbackKeys.size });
    const keyPair = { arn: service.ids.arn('playback-key'), name, fingerprint, tags };
    playbackKeys.set(keyPair.arn, keyPair);
    publicKeys.set(keyPair.arn, publicKey);
    return { keyPair };
  },
);
