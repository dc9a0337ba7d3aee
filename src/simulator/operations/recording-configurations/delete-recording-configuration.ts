import { deleteUnreferenced } from '../delete-unreferenced.ts';

export const deleteRecordingConfiguration = deleteUnreferenced(
  'DeleteRecordingConfiguration',
  'recordingConfigurations',
  'recordingConfigurationArn',
);
