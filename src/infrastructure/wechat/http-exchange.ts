import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import axios from 'axios';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';

/** An answer as it came; the names of its headers are in lower case. */
export type HttpReply = Readonly<{
  kind: 'reply';
  status: number;
  bytes: Uint8Array;
  headers: Readonly<Record<string, string>>;
}>;

/**
 * What became of one HTTP request, by the only question that matters to a send: can WeChat have seen it?
 * - `reply`: an HTTP answer was read to its end.
 * - `not_sent`: no byte of the request left this process.
 * - `unknown`: it may have been processed.
 *
 * `cause` is text of our own: axios errors hold the URL and the body, so they never leave this file.
 */
export type Exchange =
  | HttpReply
  | Readonly<{ kind: 'not_sent'; cause: string }>
  | Readonly<{ kind: 'unknown'; cause: string }>;

export type HttpRequest = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as the one part of a form, instead of a body. */
  file?: FormFile;
  signal?: AbortSignal;
}>;

export type FormFile = Readonly<{
  field: string;
  filename: string;
  contentType: string;
  bytes: Uint8Array;
}>;

export type WeChatHttpOptions = Readonly<{
  /** @default https://api.weixin.qq.com */
  baseUrl?: string;
  /** From the call to the last byte of the answer, in milliseconds. @default 5000 */
  timeoutMs?: number;
  /** How long a connection is kept without a request, in milliseconds. @default 4000 */
  idleMs?: number;
}>;

/** WeChat's API host (docs/wechat.md). */
export const wechatBaseUrl = 'https://api.weixin.qq.com';

const maxReplyBytes = 1 << 20;

/** Mutable on purpose: the transport notes here how far its request got. */
type Progress = { written: boolean };

/** One connection pool to WeChat; requests have a deadline, no redirects, no proxy and no retries. */
export class WeChatHttp {
  readonly #axios: AxiosInstance;
  readonly #timeoutMs: number;
  readonly #agents: readonly (http.Agent | https.Agent)[];

  constructor(options: WeChatHttpOptions = {}) {
    const idleMs = options.idleMs ?? 4000;
    const httpAgent = keepIdleFor(new http.Agent({ keepAlive: true }), idleMs);
    const httpsAgent = keepIdleFor(new https.Agent({ keepAlive: true }), idleMs);
    this.#agents = [httpAgent, httpsAgent];
    this.#timeoutMs = options.timeoutMs ?? 5000;
    this.#axios = axios.create({
      baseURL: options.baseUrl ?? wechatBaseUrl,
      httpAgent,
      httpsAgent,
      // A proxy from the environment would see the access token, and would blur "was it sent".
      proxy: false,
      maxRedirects: 0,
      maxContentLength: maxReplyBytes,
      // WeChat labels JSON as text/plain, answers a code with a picture or with JSON (docs/wechat.md),
      // and JSON.parse loses int64: keep the bytes.
      responseType: 'arraybuffer',
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
    });
  }

  /** Makes the request once. Never throws. */
  async exchange(request: HttpRequest): Promise<Exchange> {
    const progress: Progress = { written: false };
    const deadline = deadlineOf(this.#timeoutMs, request.signal);
    try {
      const response = await this.#axios.request<unknown>({
        ...configOf(request),
        signal: deadline.signal,
        transport: watchedTransport(progress),
      });
      const bytes = response.data instanceof Uint8Array ? response.data : new Uint8Array();
      return { kind: 'reply', status: response.status, bytes, headers: headersOf(response) };
    } catch (error) {
      return failureOf(progress, deadline.ended() ?? codeOf(error));
    } finally {
      deadline.clear();
    }
  }

  /** Closes idle connections; requests under way end by themselves. */
  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

const configOf = (request: HttpRequest): AxiosRequestConfig => ({
  method: request.method,
  url: request.path,
  params: request.query ?? {},
  ...contentOf(request),
});

/** Made anew for each request, so that a repeat never sends what was read to its end before. */
const contentOf = ({ body, file }: HttpRequest): AxiosRequestConfig => {
  if (file !== undefined) {
    const form = new FormData();
    form.set(file.field, new Blob([file.bytes], { type: file.contentType }), file.filename);
    return { data: form };
  }
  if (body === undefined) return {};
  return {
    data: JSON.stringify(body),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  };
};

const headersOf = ({ headers }: AxiosResponse<unknown>): HttpReply['headers'] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
    ),
  );

const failureOf = (progress: Progress, code: string): Exchange =>
  progress.written
    ? { kind: 'unknown', cause: `${code} after the request was written` }
    : { kind: 'not_sent', cause: `${code} before the request was written` };

/** An error's code when it has a well-formed one; never its message, which may name the URL. */
const codeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : 'network error';
};

type Deadline = Readonly<{
  signal: AbortSignal;
  /** Why it ended early, if it did. */
  ended(): string | null;
  clear(): void;
}>;

const deadlineOf = (timeoutMs: number, outer: AbortSignal | undefined): Deadline => {
  const controller = new AbortController();
  let reason: string | null = null;
  const end = (why: string): void => {
    reason ??= why;
    controller.abort();
  };
  const onAbort = (): void => end('aborted');
  const timer = setTimeout(() => end(`timeout of ${timeoutMs} ms`), timeoutMs);
  if (outer?.aborted === true) onAbort();
  outer?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    ended: () => reason,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
    },
  };
};

type OnResponse = (response: http.IncomingMessage) => void;

/**
 * Node's own transport, watched: a request can have reached WeChat from the moment its socket is
 * connected (for https: the handshake is done), and not before. A socket that is already connected
 * counts as written at once: when in doubt, unknown.
 */
const watchedTransport = (progress: Progress) => ({
  request(options: https.RequestOptions, onResponse: OnResponse): http.ClientRequest {
    const secure = options.protocol === 'https:';
    const request = secure ? https.request(options, onResponse) : http.request(options, onResponse);
    request.once('socket', (socket: Socket) => {
      if (!socket.connecting) {
        progress.written = true;
        return;
      }
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        progress.written = true;
      });
    });
    return request;
  },
});

/**
 * Drops connections that idle longer than `idleMs`. A kept connection that the far side has closed
 * fails only after the request was written, which would leave a message in doubt for nothing.
 */
const keepIdleFor = <A extends http.Agent>(agent: A, idleMs: number): A => {
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    const kept: unknown = keep(socket);
    if (kept === false) return false;
    // The far side may have named a shorter time in its Keep-Alive header, which Node has set.
    if (socket instanceof Socket) socket.setTimeout(Math.min(socket.timeout || idleMs, idleMs));
    return true;
  };
  return agent;
};
