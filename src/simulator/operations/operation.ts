import { operationOf } from '../model/model.ts';
import { quotaExceeded } from '../model/service-error.ts';
import type { SimulatedService } from '../simulated-service.ts';
import type { ResourceQuotas } from '../types.ts';

/** One operation of the service. Its input has passed the model's constraints. */
export interface Operation {
  readonly name: string;
  run(input: object, service: SimulatedService): object;
}

/**
 * Makes an operation of a function from input and service to output. Output members may be undefined:
 * they don't travel.
 */
export function operation<Input extends object>(
  name: string,
  run: (input: Input, service: SimulatedService) => object | undefined,
): Operation {
  operationOf(name);
  return { name, run: (input, service) => run(input as Input, service) ?? {} };
}

/** Reports a request over a quota that is no call rate. */
export function reportViolation(
  service: SimulatedService,
  rule: string,
  operationName: string,
  resource: string,
) {
  service.requestLog.addViolation({ at: service.now(), rule, operation: operationName, resource });
}

/**
 * Room for one more?
 *
 * @throws ServiceError ServiceQuotaExceededException, and reports it
 */
export function requireQuota(
  service: SimulatedService,
  quota: keyof ResourceQuotas,
  { operation: name, used, resource }: { operation: string; used: number; resource?: string },
): void {
  const limit = service.quotas.resources[quota];
  if (used < limit) return;
  reportViolation(service, `${limit} ${quota}`, name, resource ?? service.settings.account);
  throw quotaExceeded(quota, limit);
}
