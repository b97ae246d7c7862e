import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { problemOf, type ApiProblem } from '../api/problem.js';
import { noteServerTime } from './server-clock.js';

/** An event of a live stream, its data decoded. */
export type LiveEvent = Readonly<{ type: string; data: unknown }>;

export type StreamOptions = Readonly<{
  /** Path and query, asked again at each reconnect. */
  url: string;
  token?: () => string | null;
  onEvent: (event: LiveEvent) => void;
  /** Whenever anything arrives, a heartbeat or an answer of health included. */
  onContact: () => void;
  /** Each time a stream breaks off; it goes on by itself unless `onRefused` was called. */
  onBroken?: () => void;
  /** The service refused for good (401, 403, 404): nothing more is tried. */
  onRefused?: (problem: ApiProblem) => void;
}>;

/** Between two tries, in milliseconds: soon at first, then not more often than the service likes. */
const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** The service's heartbeat comes every 15 s: twice that without a byte, and the connection is dead. */
const silentMs = 35_000;
/** A stream that has been quiet so long is asked whether the service is there. */
const quietMs = 6_000;
/** How long that question waits. */
const answerMs = 2_500;
const forGood = new Set([401, 403, 404]);

/** Heartbeats are too rare to say within 15 s that the service has gone: it is asked. */
const isThere = async (): Promise<boolean> => {
  const patience = new AbortController();
  const limit = setTimeout(() => patience.abort(), answerMs);
  try {
    const answer = await fetch('/health/live', { signal: patience.signal, cache: 'no-store' });
    // A screen that hangs on one stream for weeks would drift with its own clock.
    noteServerTime(answer.headers.get('date'));
    return answer.ok;
  } catch {
    return false;
  } finally {
    clearTimeout(limit);
  }
};

const headersOf = (token: string | null, lastEventId: string | null): Record<string, string> => ({
  Accept: 'text/event-stream',
  ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  ...(lastEventId === null ? {} : { 'Last-Event-ID': lastEventId }),
});

const open = async (
  { url, token }: StreamOptions,
  lastEventId: string | null,
  signal: AbortSignal,
): Promise<Response> => {
  const headers = headersOf(token?.() ?? null, lastEventId);
  const response = await fetch(url, { headers, signal, cache: 'no-store' });
  noteServerTime(response.headers.get('date'));
  return response;
};

/** Reads a stream to its end. */
const read = async (
  body: ReadableStream<Uint8Array>,
  heard: () => void,
  take: (message: EventSourceMessage) => void,
): Promise<void> => {
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: take });
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    parser.feed(decoder.decode(value, { stream: true }));
  }
};

/**
 * Follows a stream of server-sent events with `Last-Event-ID`, through restarts and cut connections.
 * EventSource cannot send a token, and gives up for good on any answer but 200; hence by fetch.
 * @returns ends it
 */
export const followStream = (options: StreamOptions): (() => void) => {
  let ended = false;
  let lastEventId: string | null = null;
  let abort = new AbortController();
  let pauseMs = firstPauseMs;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let heardAt = Date.now();

  const heard = (): void => {
    heardAt = Date.now();
    options.onContact();
  };
  const again = (): void => {
    if (ended) return;
    options.onBroken?.();
    timer = setTimeout(() => void connect(), pauseMs);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  };
  const take = ({ id, event, data }: EventSourceMessage): void => {
    options.onEvent({ type: event ?? 'message', data: JSON.parse(data) as unknown });
    // After it was taken in: what broke off before is sent again.
    if (id !== undefined && id !== '') lastEventId = id;
  };
  const connect = async (): Promise<void> => {
    abort = new AbortController();
    try {
      const response = await open(options, lastEventId, abort.signal);
      if (forGood.has(response.status)) {
        const problem = problemOf(response, await response.json().catch(() => null));
        stop();
        return options.onRefused?.(problem);
      }
      if (response.ok && response.body !== null) {
        pauseMs = firstPauseMs;
        heard();
        await read(response.body, heard, take);
      }
    } catch {
      // Cut, refused, or aborted by the watch below: all the same, it is tried again.
    }
    again();
  };
  const ask = async (): Promise<void> => {
    if ((await isThere()) && !ended) options.onContact();
  };
  const watch = setInterval(() => {
    const silence = Date.now() - heardAt;
    if (silence > silentMs) {
      heardAt = Date.now();
      abort.abort();
    } else if (silence > quietMs) void ask();
  }, 3_000);
  const stop = (): void => {
    ended = true;
    clearInterval(watch);
    if (timer !== null) clearTimeout(timer);
    abort.abort();
  };
  void connect();
  return stop;
};
