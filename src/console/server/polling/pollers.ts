import type { Timers } from '../timers.ts';
import { Poller, type Watcher } from './poller.ts';
import type { ListOf, Source } from './source.ts';

/** How a topic is asked for. */
export interface PolledTopic {
  source: Source;
  list?: ListOf | undefined;
  /** The member of the answer whose `at` is the time of the answer. Absent: the answer itself. */
  timeIn?: string | undefined;
  /** Addresses whose answers may change together with this one. */
  refreshes?: readonly string[];
}

/** After so long without a watcher, the last answer is forgotten, ms. */
const MEMORY_MS = 60_000;

/** One poller for each address, shared by all who watch it. */
export class Pollers {
  readonly #pollers = new Map<string, Poller>();
  readonly #open: (address: string) => PolledTopic;
  readonly #timers: Timers;

  /** @param open throws for an address that is no topic's */
  constructor(open: (address: string) => PolledTopic, timers: Timers) {
    this.#open = open;
    this.#timers = timers;
  }

  /** @returns ends the watch */
  watch(address: string, watcher: Watcher): () => void {
    const poller = this.#pollerOf(address);
    const unwatch = poller.watch(watcher);
    return () => {
      unwatch();
      if (!poller.isWatched) this.#timers.after(MEMORY_MS, () => this.#forget(address, poller));
    };
  }

  /** What somebody must know who knows nothing about a topic. */
  newest(address: string) {
    return this.#pollers.get(address)?.newest() ?? [];
  }

  /** Asks at once for the topics that an action may have changed. @param names of topics */
  askNow(names: readonly string[]): void {
    for (const [address, poller] of this.#pollers)
      if (names.includes(address.split('/')[0] ?? '')) poller.askNow();
  }

  #pollerOf(address: string): Poller {
    const known = this.#pollers.get(address);
    if (known) return known;
    const { refreshes = [], ...topic } = this.#open(address);
    const onChange = (): void => {
      for (const other of refreshes) this.#pollers.get(other)?.askNow();
    };
    const made = new Poller({ ...topic, address, timers: this.#timers, onChange });
    this.#pollers.set(address, made);
    return made;
  }

  #forget(address: string, poller: Poller): void {
    if (!poller.isWatched && this.#pollers.get(address) === poller) this.#pollers.delete(address);
  }
}
