/** A number of bytes that callers share. A caller for which too few are left waits in line. */
export class ByteSemaphore {
  readonly #limit: number;
  /** A Set removes its first element in constant time, however many callers wait. */
  readonly #waiting = new Set<{ bytes: number; resume: () => void }>();
  #used = 0;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes in use. They exceed the limit only while a single caller uses more than all bytes. */
  get used(): number {
    return this.#used;
  }

  /** Resolves when so many bytes are free, and takes them. */
  async acquire(bytes: number): Promise<void> {
    if (this.#waiting.size === 0 && this.#fits(bytes)) {
      this.#used += bytes;
      return;
    }
    await new Promise<void>((resume) => this.#waiting.add({ bytes, resume }));
  }

  /** Gives back acquired bytes. Callers in line get them in their order. */
  release(bytes: number): void {
    this.#used -= bytes;
    for (const next of this.#waiting) {
      if (!this.#fits(next.bytes)) return;
      this.#waiting.delete(next);
      this.#used += next.bytes;
      next.resume();
    }
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#limit;
  }
}
