import type { InvocationIvs } from '../../../src/ivs/client.ts';
import { type Interceptors, intercept } from '../intercept.ts';

/**
 * Runs something in place of single requests, also of those that are reserved.
 *
 * @example
 * interceptIvs(ivs, { getStream: async () => { throw refusal('AccessDeniedException', 403); } })
 * interceptIvs(ivs, { deleteChannel: async (send, arn) => { world.goLive(arn); return send(arn); } })
 */
export function interceptIvs<T extends object = InvocationIvs>(
  ivs: T,
  interceptors: Interceptors<T>,
): T {
  const reserve = async (send: (operations: unknown) => Promise<T>, operations: unknown) =>
    interceptIvs(await send(operations), interceptors);
  return intercept(ivs, {
    ...('reserve' in ivs && { reserve }),
    ...interceptors,
  } as typeof interceptors);
}
