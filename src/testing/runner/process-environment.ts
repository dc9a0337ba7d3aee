/** Variables by name; undefined means that the variable is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Sets environment variables for a while. Several owners may do so at once: the one that came last counts, and when
 * all are gone, each variable is what it was.
 */
export class ProcessEnvironment {
  readonly #target: Record<string, string | undefined>;
  readonly #before = new Map<string, string | undefined>();
  readonly #active: Variables[] = [];

  constructor(target: Record<string, string | undefined>) {
    this.#target = target;
  }

  /** @returns undoes it; does nothing when called again */
  set(variables: Variables): () => void {
    for (const name of Object.keys(variables))
      if (!this.#before.has(name)) this.#before.set(name, this.#target[name]);
    const own = { ...variables };
    this.#active.push(own);
    this.#apply();
    return () => {
      const index = this.#active.indexOf(own);
      if (index === -1) return;
      this.#active.splice(index, 1);
      this.#apply();
    };
  }

  #apply(): void {
    const wanted = Object.assign(Object.fromEntries(this.#before), ...this.#active);
    for (const [name, value] of Object.entries<string | undefined>(wanted)) {
      if (value === undefined) delete this.#target[name];
      else this.#target[name] = value;
    }
    if (this.#active.length === 0) this.#before.clear();
  }
}
