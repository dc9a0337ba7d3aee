import { operation } from '../operation.ts';
import { requireUnused } from '../references.ts';
import { requireResource } from '../require-resource.ts';

export const deleteRecordingConfiguration = operation<{ arn: string }>(
  'DeleteRecordingConfiguration',
  ({ arn }, service) => {
    requireResource(service.resources.recordingConfigurations, arn);
    requireUnused(service, 'recordingConfigurationArn', arn);
    service.resources.recordingConfigurations.delete(arn);
    return undefined;
  },
);
