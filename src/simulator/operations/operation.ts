import { operationOf } from '../model/model.ts';
import { quotaExceeded } from '../model/service-error.ts';
import type { ResourceQuotas } from '../types.ts';
import type { World } from '../world.ts';

/** One operation of the service. Its input has passed the model's constraints. */
export interface Operation {
  readonly name: string;
  run(input: object, world: World): object;
}

/**
 * Makes an operation of a function from input and world to output. Output members may be undefined:
 * they don't travel.
 */
export function operation<Input extends object>(
  name: string,
  run: (input: Input, world: World) => object | undefined,
): Operation {
  operationOf(name);
  return { name, run: (input, world) => run(input as Input, world) ?? {} };
}

/** Reports a request over a quota that is no call rate. */
export function reportBreach(world: World, rule: string, operationName: string, resource: string) {
  world.log.addViolation({ at: world.now(), rule, operation: operationName, resource });
}

/**
 * Room for one more?
 *
 * @throws ServiceError ServiceQuotaExceededException, and reports it
 */
export function requireRoom(
  world: World,
  quota: keyof ResourceQuotas,
  { operation: name, used, resource }: { operation: string; used: number; resource?: string },
): void {
  const limit = world.quotas.resources[quota];
  if (used < limit) return;
  reportBreach(world, `${limit} ${quota}`, name, resource ?? world.settings.account);
  throw quotaExceeded(quota, limit);
}
