import { find } from '../find.ts';
import { operation } from '../operation.ts';

export const getAdConfiguration = operation<{ arn: string }>(
  'GetAdConfiguration',
  ({ arn }, { state }) => ({ adConfiguration: find(state.adConfigurations, arn) }),
);
