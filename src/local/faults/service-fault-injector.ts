import { type RandomSource, seededRandom } from '../../simulator/random.ts';
import type {
  FaultsByService,
  FaultyService,
  Probabilities,
  ServiceFaults,
} from './service-faults.ts';

/** What happens to one request. */
export type RequestFault =
  /** Nothing is performed. */
  | { kind: 'throttle' | 'fail' | 'refuse' }
  /** The request is performed, with these changes. */
  | {
      kind: 'perform';
      /** Decides for each entry of a batch whether it is left out. Absent: all are performed. */
      entryFails?: () => boolean;
      /** The connection closes before the response. */
      cut: boolean;
      latencyMs: number;
    };

/**
 * Decides which faults happen to requests. Each operation has random numbers of its own, so that faults
 * of one operation do not change those of another.
 */
export class ServiceFaultInjector {
  readonly faults: FaultsByService;
  readonly #seed: number;
  readonly #randomByOperation = new Map<string, RandomSource>();

  /** @param seed the same seed and requests give the same faults */
  constructor(faults: FaultsByService, seed: number) {
    this.faults = faults;
    this.#seed = seed;
  }

  /** @returns undefined for a request without a fault */
  next(service: FaultyService, operation: string): RequestFault | undefined {
    const faults = this.faults[service];
    if (!faults) return undefined;
    const random = this.#randomOf(`${service}.${operation}`);
    return notPerformed(faults, operation, random) ?? performed(faults, operation, random);
  }

  #randomOf(name: string): RandomSource {
    const known = this.#randomByOperation.get(name);
    if (known) return known;
    const random = seededRandom(this.#seed, name);
    this.#randomByOperation.set(name, random);
    return random;
  }
}

function notPerformed(
  faults: ServiceFaults,
  operation: string,
  random: RandomSource,
): RequestFault | undefined {
  const kinds = ['refuse', 'throttle', 'fail'] as const;
  const kind = kinds.find((one) => happens(faults[one], operation, random));
  return kind && { kind };
}

function performed(
  faults: ServiceFaults,
  operation: string,
  random: RandomSource,
): RequestFault | undefined {
  const cut = happens(faults.cut, operation, random);
  const { latencyMs = 0, partial } = faults;
  const isPartial = probabilityOf(partial, operation) > 0;
  if (!cut && latencyMs === 0 && !isPartial) return undefined;
  const entryFails = () => happens(partial, operation, random);
  return { kind: 'perform', cut, latencyMs, ...(isPartial && { entryFails }) };
}

/** Takes a random number only for a probability over 0, so that an absent fault does not change others. */
function happens(
  probabilities: Probabilities | undefined,
  operation: string,
  random: RandomSource,
): boolean {
  const probability = probabilityOf(probabilities, operation);
  return probability > 0 && random() < probability;
}

const probabilityOf = (probabilities: Probabilities | undefined, operation: string): number =>
  probabilities?.[operation] ?? probabilities?.['*'] ?? 0;
