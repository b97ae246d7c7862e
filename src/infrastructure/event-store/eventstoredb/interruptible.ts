/** Waits for one promise after the other, until somebody interrupts. */
export type Interruptible = Readonly<{
  wait: <T>(promise: Promise<T>) => Promise<T>;
  /** Rejects the wait under way, and every later one, with this reason. */
  interrupt: (reason: Error) => void;
}>;

/**
 * Like a race against one long promise, which would gather a reaction for every event of a
 * subscription that lives for months.
 */
export const interruptible = (): Interruptible => {
  let reason: Error | null = null;
  let rejectCurrent: (reason: Error) => void = () => {};
  return {
    wait: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(resolve, reject);
        rejectCurrent = reject;
        if (reason !== null) reject(reason);
      }),
    interrupt: (why) => {
      reason ??= why;
      rejectCurrent(reason);
    },
  };
};
