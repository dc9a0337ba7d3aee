import type { IvsClient } from '@aws-sdk/client-ivs';
import { type InvocationIvs, SdkIvs } from '../../../src/ivs/client.ts';
import type { CallContext } from '../../../src/ivs/paced.ts';
import { DirectCalls } from './direct-calls.ts';

/**
 * IVS for one invocation, with production's requests and results, but without pace and retries. Tests of these use
 * `openIvs` with the same client.
 *
 * @param sdk `simulatorSdk` of a simulator, or `recordRequests` around it
 * @param context the invocation's clock and deadline; without it there is no deadline
 */
export function simulatedIvs(
  sdk: IvsClient,
  context?: Pick<CallContext, 'clock' | 'deadline'>,
): InvocationIvs {
  return new SdkIvs(sdk, new DirectCalls(context));
}
