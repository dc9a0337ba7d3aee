import type { AdConfiguration } from '../../state/resources.ts';
import { find } from '../find.ts';
import { operation } from '../operation.ts';

type Input = Pick<AdConfiguration, 'arn'> & Partial<AdConfiguration>;

/** Members left out stay as they are. */
export const updateAdConfiguration = operation<Input>(
  'UpdateAdConfiguration',
  (input, { state }) => {
    const adConfiguration = { ...find(state.adConfigurations, input.arn), ...input };
    state.adConfigurations.set(input.arn, adConfiguration);
    return { adConfiguration };
  },
);
