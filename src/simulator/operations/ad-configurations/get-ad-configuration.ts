import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

export const getAdConfiguration = operation<{ arn: string }>(
  'GetAdConfiguration',
  ({ arn }, { resources }) => ({
    adConfiguration: requireResource(resources.adConfigurations, arn),
  }),
);
