import type { AdConfiguration } from '../../state/resources.ts';
import { operation, requireQuota } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';

type CreateAdConfigurationRequest = Pick<AdConfiguration, 'mediaTailorPlaybackConfigurations'> &
  Partial<Omit<AdConfiguration, 'arn'>>;

const NAME = 'CreateAdConfiguration';

export const createAdConfiguration = operation<CreateAdConfigurationRequest>(
  NAME,
  (input, service) => {
    const { adConfigurations } = service.resources;
    refuseReservedTags(input.tags);
    requireQuota(service, 'adConfigurations', { operation: NAME, used: adConfigurations.size });
    const arn = service.ids.arn('ad-configuration');
    const adConfiguration = { name: '', tags: {}, ...input, arn };
    adConfigurations.set(arn, adConfiguration);
    return { adConfiguration };
  },
);
