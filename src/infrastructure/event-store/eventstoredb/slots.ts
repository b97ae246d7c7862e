/** A slot that was waited for in vain. */
export class NoSlot extends Error {
  constructor(timeoutMs: number) {
    super(`no slot within ${timeoutMs} ms: the event store is not keeping up`);
    this.name = 'NoSlot';
  }
}

/** Lets a bounded number through at once; the others wait in order, a bounded time. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves with what gives the slot back, or rejects with {@link NoSlot}. */
  take(timeoutMs: number): Promise<() => void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(this.#once());
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(enter);
        resolve(this.#once());
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(enter);
        reject(new NoSlot(timeoutMs));
      }, timeoutMs);
      this.#waiting.add(enter);
    });
  }

  #once(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const [next] = this.#waiting;
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}
