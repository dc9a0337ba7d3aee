import { serviceError } from '../../model/service-error.ts';
import type { Tags } from '../../state/resources.ts';
import { operation, requireRoom } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';
import { fingerprintOf } from './public-key.ts';

interface Input {
  publicKeyMaterial: string;
  name?: string;
  tags?: Tags;
}

const NAME = 'ImportPlaybackKeyPair';

export const importPlaybackKeyPair = operation<Input>(NAME, (input, world) => {
  const { publicKeyMaterial, name = '', tags = {} } = input;
  const { playbackKeys } = world.state;
  refuseReservedTags(tags);
  const fingerprint = fingerprintOf(publicKeyMaterial);
  for (const known of playbackKeys.values()) {
    if (known.fingerprint !== fingerprint) continue;
    throw serviceError('ConflictException', `The key was imported before, as ${known.arn}`);
  }
  requireRoom(world, 'playbackKeyPairs', { operation: NAME, used: playbackKeys.size });
  const keyPair = { arn: world.ids.arn('playback-key'), name, fingerprint, tags };
  playbackKeys.set(keyPair.arn, keyPair);
  return { keyPair };
});
