import type { RequestHandler } from 'express';

/** Pages are told at most so often, in milliseconds. */
const gapMs = 50;

/** Tells open pages that something may have changed, so that they look again. */
export class Changes {
  readonly #watchers = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  tell(): void {
    if (this.#timer !== null || this.#watchers.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      for (const watcher of this.#watchers) watcher();
    }, gapMs).unref();
  }
}

/** Where WeChat's own APIs begin, of which a GET can change something too. */
const apis = /^\/(cgi-bin|sns|wxa|wxaapi)\//;

/** Tells of every call that may have changed something, once it is over, also by a cut connection. */
export const tellingOf =
  (changes: Changes): RequestHandler =>
  (request, response, next) => {
    const isLook = request.method === 'GET' && !apis.test(request.path);
    if (!isLook) response.once('close', () => changes.tell());
    next();
  };

/** A stream of `change` events that carry nothing: whoever hears one asks for what they show. */
export const changeStream =
  (changes: Changes): RequestHandler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 500\n\nevent: change\ndata: {}\n\n');
    const unwatch = changes.watch(() => void response.write('event: change\ndata: {}\n\n'));
    response.once('close', unwatch);
  };
