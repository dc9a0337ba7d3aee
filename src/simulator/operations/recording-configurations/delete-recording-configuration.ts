import { find } from '../find.ts';
import { operation } from '../operation.ts';
import { requireUnused } from '../references.ts';

export const deleteRecordingConfiguration = operation<{ arn: string }>(
  'DeleteRecordingConfiguration',
  ({ arn }, world) => {
    find(world.state.recordingConfigurations, arn);
    requireUnused(world, 'recordingConfigurationArn', arn);
    world.state.recordingConfigurations.delete(arn);
    return undefined;
  },
);
