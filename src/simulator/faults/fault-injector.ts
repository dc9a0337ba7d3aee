import { serviceError } from '../model/service-error.ts';
import { type Random, seededRandom } from '../random.ts';
import type { Faults } from '../types.ts';

const DEFAULT_SEED = 1;
const DEFAULT_REORDER_MS = 2_000;

/** The chances of one set of faults: the same ones for the same seed, whatever else happens. */
export class FaultInjector {
  readonly faults: Faults;
  readonly #eventRandom: Random;
  readonly #randomByOperation = new Map<string, Random>();

  constructor(faults: Faults) {
    this.faults = faults;
    this.#eventRandom = seededRandom(this.#seed, 'events');
  }

  get latencyMs(): number {
    return this.faults.latencyMs ?? 0;
  }

  /** When an event is delivered: ms from now, one number for each delivery; none if it is lost. */
  deliveryDelays(): number[] {
    const { drop, duplicate, reorder, delayMs = 0, reorderMs = DEFAULT_REORDER_MS } = this.faults;
    const chance = this.#eventRandom;
    if (happens(drop, chance)) return [];
    const first = delayMs + (happens(reorder, chance) ? chance() * reorderMs : 0);
    return happens(duplicate, chance) ? [first, delayMs + chance() * reorderMs] : [first];
  }

  /** @throws ServiceError ThrottlingException, InternalServerException or ServiceUnavailable, by chance */
  throwFault(operation: string): void {
    const chance = this.#randomOf(operation);
    if (happens(this.faults.throttle?.[operation], chance)) {
      throw serviceError('ThrottlingException', 'Rate exceeded');
    }
    if (!happens(this.faults.fail?.[operation], chance)) return;
    throw chance() < 0.5
      ? serviceError('InternalServerException', 'Internal server error')
      : serviceError('ServiceUnavailable', 'Service unavailable');
  }

  /** Whether the answer to work that was done gets lost. */
  cutsConnection(operation: string): boolean {
    return happens(this.faults.cut?.[operation], this.#randomOf(operation));
  }

  get #seed(): number {
    return this.faults.seed ?? DEFAULT_SEED;
  }

  #randomOf(operation: string): Random {
    const known = this.#randomByOperation.get(operation);
    if (known) return known;
    const chance = seededRandom(this.#seed, operation);
    this.#randomByOperation.set(operation, chance);
    return chance;
  }
}

/** Uses up chance only where there is a probability, so that fair weather changes nothing. */
function happens(probability: number | undefined, chance: Random): boolean {
  return probability !== undefined && probability > 0 && chance() < probability;
}
