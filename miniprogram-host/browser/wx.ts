/** The part of `wx` that the host itself reads or writes; all else goes to the pages as it is. */
export type HostWx = {
  /** Set by the host while a tap is being handled: `requestSubscribeMessage` needs that. */
  __tapping?: boolean;
  /** Told of each title. */
  onTitle?: (title: string) => void;
  /** Gives the code of a service card of a type. */
  liveActivity?: (type: string) => Promise<Readonly<{ code: string }>>;
};

/** What callers of `wx` hand over. */
export type Callbacks = Readonly<{
  success?: (result: object) => void;
  fail?: (result: object) => void;
  complete?: (result: object) => void;
}>;

export const succeed = ({ success, complete }: Callbacks, name: string): void => {
  const result = { errMsg: `${name}:ok` };
  success?.(result);
  complete?.(result);
};

export const fail = ({ fail: failed, complete }: Callbacks, errMsg: string): void => {
  failed?.({ errMsg });
  complete?.({ errMsg });
};

/** A page's address taken apart; values stay as they are written, as WeChat leaves them. */
export type Route = Readonly<{ path: string; query: Readonly<Record<string, string>> }>;

export const routeOf = (url: string): Route => {
  const [path = '', rest = ''] = url.split('?');
  const pairs = rest.split('&').filter((pair) => pair !== '');
  const query = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { path: path.replace(/^\//, ''), query: Object.fromEntries(query) };
};
