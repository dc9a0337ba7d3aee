import type { AdConfiguration } from '../../state/resources.ts';
import { operation, requireRoom } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';

type Input = Pick<AdConfiguration, 'mediaTailorPlaybackConfigurations'> &
  Partial<Omit<AdConfiguration, 'arn'>>;

const NAME = 'CreateAdConfiguration';

export const createAdConfiguration = operation<Input>(NAME, (input, world) => {
  const { adConfigurations } = world.state;
  refuseReservedTags(input.tags);
  requireRoom(world, 'adConfigurations', { operation: NAME, used: adConfigurations.size });
  const arn = world.ids.arn('ad-configuration');
  const adConfiguration = { name: '', tags: {}, ...input, arn };
  adConfigurations.set(arn, adConfiguration);
  return { adConfiguration };
});
