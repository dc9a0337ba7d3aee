import { find } from '../find.ts';
import { operation } from '../operation.ts';
import { requireUnused } from '../references.ts';

export const deleteAdConfiguration = operation<{ arn: string }>(
  'DeleteAdConfiguration',
  ({ arn }, world) => {
    find(world.state.adConfigurations, arn);
    requireUnused(world, 'adConfigurationArn', arn);
    world.state.adConfigurations.delete(arn);
    return undefined;
  },
);
