import { find } from '../find.ts';
import { operation } from '../operation.ts';

export const getRecordingConfiguration = operation<{ arn: string }>(
  'GetRecordingConfiguration',
  ({ arn }, { state }) => ({ recordingConfiguration: find(state.recordingConfigurations, arn) }),
);
