import type { AdConfiguration } from '../../state/resources.ts';
import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

type UpdateAdConfigurationRequest = Pick<AdConfiguration, 'arn'> & Partial<AdConfiguration>;

/** Absent members stay the same. */
export const updateAdConfiguration = operation<UpdateAdConfigurationRequest>(
  'UpdateAdConfiguration',
  (input, { resources }) => {
    const adConfiguration = { ...requireResource(resources.adConfigurations, input.arn), ...input };
    resources.adConfigurations.set(input.arn, adConfiguration);
    return { adConfiguration };
  },
);
