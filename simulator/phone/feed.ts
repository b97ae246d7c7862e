const relayed = 'simulator-change';

/**
 * Calls back at once and whenever something may have changed at the simulator. A browser opens only
 * six connections to one address, so phones on a desk hear of changes from the desk.
 */
export const onChanges = (look: () => Promise<void>): void => {
  const again = oneAtATime(look);
  if (window.parent === window) {
    const source = new EventSource('/simulator/changes');
    source.addEventListener('change', again);
    return;
  }
  again();
  window.addEventListener('message', ({ origin, data }) => {
    if (origin === location.origin && data === relayed) again();
  });
};

/** Shows what the simulator refused, where nobody waited for its answer. */
export const onRefusal = (tell: (text: string) => void): void =>
  window.addEventListener('unhandledrejection', (event) => {
    const reason: unknown = event.reason;
    tell(reason instanceof Error ? reason.message : String(reason));
  });

/** Tells the phones on this desk. */
export const relayChanges = (frames: () => Iterable<HTMLIFrameElement>): void => {
  for (const frame of frames()) frame.contentWindow?.postMessage(relayed, location.origin);
};

/** Runs once more when asked while running, never twice at a time. */
const oneAtATime = (look: () => Promise<void>): (() => void) => {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await look().catch((error: unknown) => console.warn('the simulator did not answer', error));
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void run();
  };
};
