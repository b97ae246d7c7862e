/** Whether a stream's name begins with one of these prefixes. */
export const hasPrefix = (stream: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => stream.startsWith(prefix));

type Waiter = Readonly<{ prefixes: readonly string[]; wake: () => void }>;

/**
 * Wakes subscribers after a commit. It carries no events: whoever is woken reads the table at its
 * own pace, so a slow subscriber costs no memory here.
 */
export class LiveFeed {
  readonly #waiters = new Set<Waiter>();

  /** Resolves after the next commit to a stream with one of these prefixes, on abort or on close. */
  changed(prefixes: readonly string[], signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { prefixes, wake };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', wake);
      if (signal?.aborted === true) wake();
    });
  }

  announce(streams: readonly string[]): void {
    // Who is woken waits again at the earliest in a later microtask: not added to this round.
    for (const { prefixes, wake } of this.#waiters) {
      if (streams.some((stream) => hasPrefix(stream, prefixes))) wake();
    }
  }

  wakeAll(): void {
    for (const { wake } of this.#waiters) wake();
  }
}
