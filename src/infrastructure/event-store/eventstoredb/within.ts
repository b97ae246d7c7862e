import { StoreTimeout } from './errors.js';

/**
 * Waits for a promise as long as our own patience lasts. The client does not enforce its deadlines
 * on appends, and some of its promises never settle at all.
 */
export const within = <T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StoreTimeout(what, timeoutMs)), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
