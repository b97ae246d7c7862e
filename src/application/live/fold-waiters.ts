import type { Clock } from '../ports/clock.js';

type Waiter = Readonly<{ revision: number; done: () => void }>;

/** Those who wait until a stream is folded up to a revision; nobody waits long. */
export class FoldWaiters {
  readonly #waiters = new Map<string, Set<Waiter>>();

  constructor(
    private readonly clock: Clock,
    private readonly patienceMs: number,
  ) {}

  /** Resolves when {@link folded} has told of the revision, or when patience is over. */
  wait(stream: string, revision: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(stream) ?? new Set<Waiter>();
      const done = (): void => {
        cancel();
        waiters.delete(waiter);
        if (waiters.size === 0) this.#waiters.delete(stream);
        resolve();
      };
      const waiter: Waiter = { revision, done };
      const cancel = this.clock.after(this.patienceMs, done);
      this.#waiters.set(stream, waiters.add(waiter));
    });
  }

  /** The stream is folded up to this revision. */
  folded(stream: string, revision: number): void {
    for (const waiter of this.#waiters.get(stream) ?? [])
      if (waiter.revision <= revision) waiter.done();
  }
}
