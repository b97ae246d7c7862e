import dns from 'node:dns';

/** A name that no name service knows; ours does, until it is taken away. */
export const testHost = 'wechat.nearturn-test.invalid';

export type NameService = Readonly<{
  /** From now on the name is not found. */
  takeAway(): void;
  close(): void;
}>;

type Lookup = (host: string, options: object, callback: (...args: unknown[]) => void) => void;

/** Resolves {@link testHost} to this machine, for the requests of this process. */
export const startNameService = (): NameService => {
  const original = dns.lookup;
  let known = true;
  const lookup: Lookup = (host, options, callback) =>
    Reflect.apply(original, dns, [
      host === testHost && known ? '127.0.0.1' : host,
      options,
      callback,
    ]);
  Object.assign(dns, { lookup });
  return {
    takeAway: () => (known = false),
    close: () => void Object.assign(dns, { lookup: original }),
  };
};
