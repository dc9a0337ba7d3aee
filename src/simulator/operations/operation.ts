import { operationOf } from '../model/model.ts';
import { quotaExceeded } from '../model/service-error.ts';
import type { SimulatedService } from '../simulated-service.ts';
import type { ResourceQuotas } from '../types/quotas.ts';

/** One operation of the service. */
export interface IvsOperation {
  readonly name: string;
  /** @param input an input that meets the constraints of the model */
  run(input: object, service: SimulatedService): object;
}

/**
 * Creates an operation.
 *
 * @param run computes the output from the input. An undefined member of the output is left out; an undefined
 *   output is an empty one.
 * @throws Error if the service model does not have the operation
 */
export function operation<Input extends object>(
  name: string,
  run: (input: Input, service: SimulatedService) => object | undefined,
): IvsOperation {
  operationOf(name);
  return { name, run: (input, service) => run(input as Input, service) ?? {} };
}

/** Adds a request over a quota that is not a call rate to the report. */
export function reportViolation(
  service: SimulatedService,
  rule: string,
  operationName: string,
  resource: string,
) {
  service.requestLog.addViolation({ at: service.now(), rule, operation: operationName, resource });
}

/**
 * Checks that the quota allows one more resource.
 *
 * @throws ServiceError ServiceQuotaExceededException, after it adds the violation to the report
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
