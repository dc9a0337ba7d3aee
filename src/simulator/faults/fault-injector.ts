import { serviceError } from '../model/service-error.ts';
import { type RandomSource, seededRandom } from '../random.ts';
import type { ErrorFault, Faults } from '../types/faults.ts';
import { ErrorFaults } from './error-faults.ts';

const DEFAULT_SEED = 1;
const DEFAULT_REORDER_MS = 2_000;

/**
 * Decides which faults happen. Events, recordings and each operation have random numbers of their own, so that
 * faults of one do not change those of another.
 */
export class FaultInjector {
  #faults: Faults;
  readonly #eventRandom: RandomSource;
  readonly #recordingRandom: RandomSource;
  readonly #errors: ErrorFaults;
  readonly #randomByOperation = new Map<string, RandomSource>();

  constructor(faults: Faults) {
    this.#faults = faults;
    this.#errors = new ErrorFaults(faults.errors);
    this.#eventRandom = seededRandom(this.#seed, 'events');
    this.#recordingRandom = seededRandom(this.#seed, 'recordings');
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** Adds an error for chosen requests. The other faults go on as before. */
  addError(fault: ErrorFault): void {
    this.#faults = { ...this.#faults, errors: [...(this.#faults.errors ?? []), fault] };
    this.#errors.add(fault);
  }

  get latencyMs(): number {
    return this.faults.latencyMs ?? 0;
  }

  /** @returns one delay in ms for each delivery of an event; none for an event that is dropped */
  deliveryDelays(): number[] {
    const { drop, duplicate, reorder, delayMs = 0, reorderMs = DEFAULT_REORDER_MS } = this.faults;
    const random = this.#eventRandom;
    if (happens(drop, random)) return [];
    const first = delayMs + (happens(reorder, random) ? random() * reorderMs : 0);
    return happens(duplicate, random) ? [first, delayMs + random() * reorderMs] : [first];
  }

  /**
   * Throws the fault that hits a request, if any.
   *
   * @throws ServiceError ThrottlingException, InternalServerException or ServiceUnavailable, or an error of the
   *   fault `errors`
   */
  throwFault(operation: string, input: unknown): void {
    const random = this.#randomOf(operation);
    if (happens(this.faults.throttle?.[operation], random)) {
      throw serviceError('ThrottlingException', 'Rate exceeded');
    }
    if (happens(this.faults.fail?.[operation], random)) {
      throw random() < 0.5
        ? serviceError('InternalServerException', 'Internal server error')
        : serviceError('ServiceUnavailable', 'Service unavailable');
    }
    this.#errors.throwError(operation, input);
  }

  /** @returns the error that one resource of a Batch operation gets, if any */
  itemError(operation: string, arn: string): { code: string; message: string } | undefined {
    return this.#errors.itemError(operation, arn);
  }

  /** Whether the connection closes before the response to a request that was performed. */
  cutsConnection(operation: string): boolean {
    return happens(this.faults.cut?.[operation], this.#randomOf(operation));
  }

  /** Whether a recording fails at its start or end. */
  failsRecording(step: 'recordingStartFailure' | 'recordingEndFailure'): boolean {
    return happens(this.faults[step], this.#recordingRandom);
  }

  get #seed(): number {
    return this.faults.seed ?? DEFAULT_SEED;
  }

  #randomOf(operation: string): RandomSource {
    const known = this.#randomByOperation.get(operation);
    if (known) return known;
    const random = seededRandom(this.#seed, operation);
    this.#randomByOperation.set(operation, random);
    return random;
  }
}

/**
 * Takes a random number only for a probability over 0, so that an absent fault does not change the
 * others.
 */
function happens(probability: number | undefined, random: RandomSource): boolean {
  return probability !== undefined && probability > 0 && random() < probability;
}
