import type { Answered } from '../leak-watch.js';

/** What is done with what this process asks of others by `fetch`. */
export type FetchListener = Readonly<{
  /** A request goes out. */
  asks: (asked: Readonly<{ url: URL; body: string }>) => void;
  /** Another process's server has answered. */
  answered: (answered: Answered, isService: boolean) => void;
  /** Whether a server of this process listens there: its answers are seen at their source. */
  isOwnPort: (port: number) => boolean;
}>;

const urlOf = (input: string | URL | Request): URL =>
  new URL(typeof input === 'string' || input instanceof URL ? input : input.url);

const isStream = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/event-stream') === true;

/** Listens to the `fetch` of this process. */
export const tapFetch = (listener: FetchListener): void => {
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = urlOf(input);
    const { method = 'GET', body } = init ?? {};
    listener.asks({ url, body: typeof body === 'string' ? body : '' });
    const response = await plain(input, init);
    if (listener.isOwnPort(Number(url.port)) || isStream(response)) return response;
    const { status } = response;
    // The service names its correlation id in every answer; a simulated WeChat has none.
    const isService = response.headers.has('x-correlation-id');
    const headers = JSON.stringify([...response.headers]);
    const address = url.pathname + url.search;
    void response
      .clone()
      .text()
      .then((text) =>
        listener.answered({ method, url: address, status, headers, body: text }, isService),
      )
      // Broken off on the way: whoever asked for it hears of it themselves.
      .catch(() => undefined);
    return response;
  };
};
