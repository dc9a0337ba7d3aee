import { operation } from '../operation.ts';
import { requireUnused } from '../references.ts';
import { requireResource } from '../require-resource.ts';

export const deleteAdConfiguration = operation<{ arn: string }>(
  'DeleteAdConfiguration',
  ({ arn }, service) => {
    requireResource(service.resources.adConfigurations, arn);
    requireUnused(service, 'adConfigurationArn', arn);
    service.resources.adConfigurations.delete(arn);
    return undefined;
  },
);
