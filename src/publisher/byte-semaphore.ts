/** Room for so many bytes. Who finds it full waits: first come, first served. */
export class ByteSemaphore {
  readonly #bytes: number;
  /** A Set gives up its first in constant time, however many wait. */
  readonly #waiting = new Set<{ bytes: number; acquire: () => void }>();
  #used = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Bytes that are taken: never more than there are, unless one that is larger than all is alone. */
  get used(): number {
    return this.#used;
  }

  /** Resolves once there is room for so many bytes, and takes it. */
  async enter(bytes: number): Promise<void> {
    if (this.#waiting.size === 0 && this.#fits(bytes)) {
      this.#used += bytes;
      return;
    }
    await new Promise<void>((enter) => this.#waiting.add({ bytes, acquire: enter }));
  }

  release(bytes: number): void {
    this.#used -= bytes;
    for (const next of this.#waiting) {
      if (!this.#fits(next.bytes)) return;
      this.#waiting.delete(next);
      this.#used += next.bytes;
      next.acquire();
    }
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#bytes;
  }
}
