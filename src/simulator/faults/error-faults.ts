import { serviceError } from '../model/service-error.ts';
import type { ErrorFault } from '../types/faults.ts';

/** The operations whose responses have an error of their own for each resource. */
const BATCH_OPERATION = /^Batch/;

/** Which requests get an error that the fault `errors` has chosen for them. */
export class ErrorFaults {
  readonly #open: { fault: ErrorFault; left: number }[] = [];

  constructor(faults: readonly ErrorFault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  /** Adds a fault behind the others. */
  add(fault: ErrorFault): void {
    this.#open.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** @throws ServiceError the error that was chosen for this request, if any */
  throwError(operation: string, input: unknown): void {
    const isBatch = BATCH_OPERATION.test(operation);
    const error = this.#take(
      operation,
      (resource) => resource === undefined || (!isBatch && mentions(input, resource)),
    );
    if (error) throw serviceError(error, messageOf(error));
  }

  /** @returns code and message of the error that was chosen for one resource of a Batch operation, if any */
  itemError(operation: string, arn: string): { code: string; message: string } | undefined {
    const code = this.#take(operation, (resource) => resource === arn);
    return code === undefined ? undefined : { code, message: messageOf(code) };
  }

  #take(operation: string, applies: (resource: string | undefined) => boolean): string | undefined {
    const found = this.#open.find(
      ({ fault, left }) => left > 0 && fault.operation === operation && applies(fault.resource),
    );
    if (!found) return undefined;
    found.left -= 1;
    return found.fault.error;
  }
}

const messageOf = (error: string): string => `${error} by the fault errors of the simulator`;

/** Whether a member of the input, however deep, is this ARN. */
function mentions(input: unknown, arn: string): boolean {
  if (typeof input !== 'object' || input === null) return input === arn;
  return Object.values(input).some((member) => mentions(member, arn));
}
