/** Lets long polls sleep until their queue changes or a time has passed. */
export class Wakeup {
  readonly #sleepers = new Set<() => void>();

  /** Resolves at the next `wakeAll()`, after `ms`, or when `signal` fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, ms));
      signal?.addEventListener('abort', wake);
      this.#sleepers.add(wake);
      if (signal?.aborted) wake();
    });
  }

  wakeAll(): void {
    for (const wake of [...this.#sleepers]) wake();
  }
}
