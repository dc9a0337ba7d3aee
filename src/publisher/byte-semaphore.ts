/** A number of bytes that callers share. A caller for which too few are left waits in line. */
export class ByteSemaphore {
  readonly #limit: number;
  /** A Set removes its first element in constant time, however many callers wait. */
  readonly #waiting = new Set<{ bytes: number; enter: () => void }>();
  #used = 0;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes in use. They exceed the limit only while a single caller uses more than all bytes. */
  get used(): number {
    return this.#used;
  }

  /**
   * Takes bytes as soon as so many are free and all earlier callers have theirs.
   *
   * `enter` is a callback and not a promise, because a promise tells its caller some microtasks later, and
   * a later caller could go first in between.
   *
   * @param enter called once, at once or within a `release`, in the order of the `acquire` calls. It must not
   *   throw.
   */
  acquire(bytes: number, enter: () => void): void {
    this.#waiting.add({ bytes, enter });
    this.#letIn();
  }

  /** Gives back acquired bytes. */
  release(bytes: number): void {
    this.#used -= bytes;
    this.#letIn();
  }

  #letIn(): void {
    for (const next of this.#waiting) {
      if (this.#used > 0 && this.#used + next.bytes > this.#limit) return;
      this.#waiting.delete(next);
      this.#used += next.bytes;
      next.enter();
    }
  }
}
