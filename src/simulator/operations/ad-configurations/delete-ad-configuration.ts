import { deleteUnreferenced } from '../delete-unreferenced.ts';

export const deleteAdConfiguration = deleteUnreferenced(
  'DeleteAdConfiguration',
  'adConfigurations',
  'adConfigurationArn',
);
