import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { requestTimeoutMs } from '../../../src/infrastructure/http/server.js';
import type { Answered } from '../leak-watch.js';

/** What is done with the answers of this process's HTTP servers. */
export type HttpListener = Readonly<{
  /** An answer of a server that `createHttpServer` made. */
  ours: (answered: Answered) => void;
  /** An answer of any other: a simulated WeChat. */
  others: (body: string) => void;
  /** A server of this process listens there. */
  port: (port: number) => void;
  isIgnored?: (server: Server) => boolean;
}>;

const channel = 'http.server.request.start';
const keptBytes = 1024 * 1024;

type Started = Readonly<{ request: IncomingMessage; response: ServerResponse; server: Server }>;

const bytesOf = (chunk: unknown, encoding: unknown): Buffer | null => {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : null;
};

/** Keeps what is written to a response, up to a limit; answers it as text. */
const recording = (response: ServerResponse): (() => string) => {
  const chunks: Buffer[] = [];
  let length = 0;
  const keep = (chunk: unknown, encoding: unknown): void => {
    const bytes = length < keptBytes ? bytesOf(chunk, encoding) : null;
    if (bytes === null) return;
    chunks.push(bytes);
    length += bytes.length;
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.write = ((...args: unknown[]) => {
    keep(args[0], args[1]);
    return write(...args);
  }) as typeof response.write;
  response.end = ((...args: unknown[]) => {
    keep(args[0], args[1]);
    return end(...args);
  }) as typeof response.end;
  return () => Buffer.concat(chunks).toString('utf8');
};

// Our server is the one with a request timeout of its own.
const isOurs = (server: Server): boolean => server.requestTimeout === requestTimeoutMs;

/** Listens to every answer of this process's servers. The answer stops it. */
export const tapServers = (listener: HttpListener): (() => void) => {
  const onStart = (message: unknown): void => {
    const { request, response, server } = message as Started;
    if (listener.isIgnored?.(server) === true) return;
    // A server that is closing has no address any more, and still answers.
    const address = server.address();
    if (address !== null && typeof address !== 'string') listener.port(address.port);
    const bodyOf = recording(response);
    const { method = '', url = '' } = request;
    response.once('close', () => {
      if (!isOurs(server)) return listener.others(bodyOf());
      const headers = JSON.stringify(response.getHeaders());
      listener.ours({ method, url, status: response.statusCode, headers, body: bodyOf() });
    });
  };
  subscribe(channel, onStart);
  return () => void unsubscribe(channel, onStart);
};
