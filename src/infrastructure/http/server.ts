import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpApp } from './app.js';

/** An app that listens. */
export type HttpServer = Readonly<{
  server: Server;
  /** @returns the port, also when 0 was asked for */
  listen: (port: number, host: string) => Promise<number>;
  /**
   * Takes no more connections, ends the live streams, waits for the requests that run, and after
   * `graceMs` breaks off what is left. Harmless to repeat.
   */
  close: (graceMs: number) => Promise<void>;
}>;

/** Longest time in which a request has to have come in. */
export const requestTimeoutMs = 30_000;
const idlePollMs = 25;

const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const closing = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    // A connection that is kept alive closes when its request is done, not when its client likes.
    const poll = setInterval(() => server.closeIdleConnections(), idlePollMs);
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(poll);
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });

/** Serves an app over HTTP/1.1. */
export const createHttpServer = (app: HttpApp): HttpServer => {
  const server = createServer({ requestTimeout: requestTimeoutMs }, app.express);
  let closed: Promise<void> | null = null;
  return {
    server,
    listen: (port, host) => listening(server, port, host),
    close: (graceMs) => {
      app.drain();
      closed ??= server.listening ? closing(server, graceMs) : Promise.resolve();
      return closed;
    },
  };
};
