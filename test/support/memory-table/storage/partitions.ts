import { compareEntries, type Entry } from './entry.ts';
import { SortedList } from './sorted-list.ts';

/** Entries by hash key; those with the same hash key in the order of their range keys. */
export class Partitions {
  readonly #partitions = new Map<string, SortedList<Entry>>();

  get(hash: string): SortedList<Entry> | undefined {
    return this.#partitions.get(hash);
  }

  add(entry: Entry): void {
    let partition = this.#partitions.get(entry.hash);
    if (!partition) {
      partition = new SortedList(compareEntries);
      this.#partitions.set(entry.hash, partition);
    }
    partition.add(entry);
  }

  remove(entry: Entry): void {
    const partition = this.#partitions.get(entry.hash);
    partition?.remove(entry);
    if (partition?.isEmpty) this.#partitions.delete(entry.hash);
  }

  clear(): void {
    this.#partitions.clear();
  }

  /** The hash keys, in no order. */
  hashes(): Iterable<string> {
    return this.#partitions.keys();
  }
}
