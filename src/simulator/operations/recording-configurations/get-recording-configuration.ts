import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

export const getRecordingConfiguration = operation<{ arn: string }>(
  'GetRecordingConfiguration',
  ({ arn }, { resources }) => ({
    recordingConfiguration: requireResource(resources.recordingConfigurations, arn),
  }),
);
