import type { ServerResponse } from 'node:http';
import { createEventBuffer } from 'better-sse';
import { Gauge, type Registry } from 'prom-client';
import type { JsonObject, Position } from '../../application/ports/event-store.js';
import type { Reply } from './reply.js';

/** An event of a live stream as it goes over the wire. */
export type Frame = string & { readonly frame: unique symbol };

export type LiveEvent = Readonly<{
  event: 'snapshot' | 'change';
  /** Where the log stood; the start of the log has no id. */
  id: Position;
  data: JsonObject;
}>;

/** Written once and sent to every stream that shows it. */
export const frameOf = ({ event, id, data }: LiveEvent): Frame => {
  const buffer = createEventBuffer().event(event);
  return (id === '' ? buffer : buffer.id(id)).data(data).dispatch().read() as Frame;
};

const heartbeat = createEventBuffer().comment().dispatch().read();

/** One client that listens. */
export type LiveStream = Readonly<{
  send: (frame: Frame) => void;
  /** Calls back once, when the client has gone or is sent away. */
  onEnd: (callback: () => void) => void;
  isOpen: () => boolean;
  /** Breaks the connection off: the client comes back and goes on where it was. */
  drop: () => void;
}>;

/** All clients that listen. */
export type LiveStreams = Readonly<{
  /** A reply that stays open; `begin` is called when its head is sent. */
  reply: (begin: (stream: LiveStream) => void | Promise<void>) => Reply;
  count: () => number;
  /** Ends every stream; what is opened from now on ends at once. */
  endAll: () => void;
}>;

type Client = LiveStream & Readonly<{ write: (text: string) => void; end: () => void }>;

/**
 * better-sse frames the events; its sessions are not used: a client that leaves before the session
 * has begun keeps a timer there for ever, and a client that does not read is never dropped.
 */
export const createLiveStreams = (
  options: Readonly<{ heartbeatMs: number; maxUnreadBytes: number }>,
): LiveStreams => {
  const clients = new Set<Client>();
  let ended = false;
  let timer: NodeJS.Timeout | null = null;

  const beat = (): void => {
    for (const client of clients) client.write(heartbeat);
  };
  const leave = (client: Client): void => {
    clients.delete(client);
    if (clients.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  const join = (response: ServerResponse): Client => {
    const client = createClient(response, options.maxUnreadBytes);
    clients.add(client);
    client.onEnd(() => leave(client));
    timer ??= setInterval(beat, options.heartbeatMs).unref();
    if (ended) client.end();
    return client;
  };
  const stream = async (response: ServerResponse, begin: (client: Client) => unknown) => {
    response.flushHeaders();
    const client = join(response);
    if (client.isOpen()) await begin(client);
  };
  return {
    reply: (begin) => ({
      contentType: 'text/event-stream; charset=utf-8',
      headers: { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' },
      stream: (response) => stream(response, begin),
    }),
    count: () => clients.size,
    endAll: () => {
      ended = true;
      for (const client of clients) client.end();
    },
  };
};

/** Shows how many listen. */
export const registerStreams = (
  registry: Registry,
  { count }: Pick<LiveStreams, 'count'>,
): void => {
  // oxlint-disable-next-line no-new -- a gauge lives in its registry
  new Gauge({
    name: 'sse_streams_open',
    help: 'Clients that listen to live streams',
    registers: [registry],
    collect() {
      this.set(count());
    },
  });
};

const createClient = (response: ServerResponse, maxUnreadBytes: number): Client => {
  const callbacks: (() => void)[] = [];
  let open = !response.destroyed;
  const close = (): void => {
    open = false;
    for (const callback of callbacks.splice(0)) callback();
  };
  response.once('close', close);
  const write = (text: string): void => {
    if (!open) return;
    response.write(text);
    // Who does not read would make us keep everything for them: they come back by Last-Event-ID.
    if (response.writableLength > maxUnreadBytes) response.destroy();
  };
  return {
    write,
    send: write,
    onEnd: (callback) => {
      if (open) callbacks.push(callback);
      else callback();
    },
    isOpen: () => open,
    drop: () => response.destroy(),
    end: () => {
      response.end();
      close();
    },
  };
};
