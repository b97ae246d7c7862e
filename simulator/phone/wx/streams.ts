/** A browser opens six connections to one address; phones on a desk share them. */
const mostStreams = 4;

/**
 * Takes one of the connections that all phones of this browser share for live streams.
 * @throws Error when none is left: the mini-program then asks from time to time instead
 */
export const takeStream = async (): Promise<() => void> => {
  // Locks exist only where the page is served over TLS or from this machine.
  if (!('locks' in navigator)) return () => undefined;
  for (let slot = 0; slot < mostStreams; slot += 1) {
    const release = await takeSlot(`simulator-stream-${slot}`);
    if (release !== null) return release;
  }
  throw new Error('too many live streams in this browser');
};

const takeSlot = (name: string): Promise<(() => void) | null> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
