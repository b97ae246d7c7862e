/** Who wants to hear of what, by key; one that fails does not keep the others from hearing. */
export class Listeners<Key, Args extends readonly unknown[]> {
  readonly #byKey = new Map<Key, Set<(...args: Args) => void>>();

  constructor(private readonly onError: (error: unknown) => void) {}

  /** @returns what ends it */
  add(key: Key, listener: (...args: Args) => void): () => void {
    const set = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#byKey.get(key) === set) this.#byKey.delete(key);
    };
  }

  tell(key: Key, ...args: Args): void {
    for (const listener of this.#byKey.get(key) ?? [])
      try {
        listener(...args);
      } catch (error) {
        this.onError(error);
      }
  }
}
