import { takeStream } from './streams.js';

type Received = (chunk: Readonly<{ data: ArrayBuffer }>) => void;
type HeadersReceived = (
  reply: Readonly<{ header: Record<string, string>; statusCode: number; cookies: string[] }>,
) => void;

export type RequestOptions = Readonly<{
  url: string;
  method?: string;
  data?: string | object | ArrayBuffer;
  header?: Readonly<Record<string, string>>;
  /** Milliseconds. @default 60000 */
  timeout?: number;
  dataType?: string;
  responseType?: 'text' | 'arraybuffer';
  enableChunked?: boolean;
  success?: (result: RequestResult) => void;
  fail?: (failure: Readonly<{ errMsg: string; errno: number }>) => void;
  complete?: (outcome: Readonly<{ errMsg: string }>) => void;
}>;

export type RequestResult = Readonly<{
  data: unknown;
  statusCode: number;
  header: Record<string, string>;
  cookies: string[];
  errMsg: string;
}>;

export type RequestTask = Readonly<{
  abort(): void;
  onChunkReceived(listener: Received): void;
  offChunkReceived(listener?: Received): void;
  onHeadersReceived(listener: HeadersReceived): void;
  offHeadersReceived(listener?: HeadersReceived): void;
}>;

type Listeners = Readonly<{ chunks: Set<Received>; headers: Set<HeadersReceived> }>;

const errnoOf = { abort: 600_003, timeout: 5, other: 600_001 } as const;

/**
 * `wx.request`. Whatever address the mini-program is configured with stands for the service behind
 * the simulator, so only the path and the query of the URL count.
 */
export const request = (options: RequestOptions): RequestTask => {
  const abort = new AbortController();
  const listeners: Listeners = { chunks: new Set(), headers: new Set() };
  exchange(options, listeners, abort.signal).then(
    (result) => {
      options.success?.(result);
      options.complete?.(result);
    },
    (error: unknown) => {
      const failure = failureOf(error, abort.signal);
      options.fail?.(failure);
      options.complete?.(failure);
    },
  );
  return taskOf(listeners, abort);
};

const taskOf = ({ chunks, headers }: Listeners, abort: AbortController): RequestTask => ({
  abort: () => abort.abort(),
  onChunkReceived: (listener) => void chunks.add(listener),
  offChunkReceived: (listener) => forget(chunks, listener),
  onHeadersReceived: (listener) => void headers.add(listener),
  offHeadersReceived: (listener) => forget(headers, listener),
});

const forget = <Listener>(set: Set<Listener>, listener: Listener | undefined): void => {
  if (listener === undefined) set.clear();
  else set.delete(listener);
};

const exchange = async (
  options: RequestOptions,
  listeners: Listeners,
  aborted: AbortSignal,
): Promise<RequestResult> => {
  const { timeout = 60_000, enableChunked = false } = options;
  const release = enableChunked ? await takeStream() : null;
  const late = AbortSignal.timeout(timeout);
  try {
    const reply = await fetch(targetOf(options), {
      ...messageOf(options),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.any([aborted, late]),
    });
    const header = Object.fromEntries(reply.headers);
    const head = { statusCode: reply.status, header, cookies: [] };
    for (const listener of listeners.headers) listener(head);
    const data = await (enableChunked ? pass(reply, listeners.chunks) : dataOf(reply, options));
    return { ...head, data, errMsg: 'request:ok' };
  } finally {
    release?.();
  }
};

const methodOf = ({ method = 'GET' }: RequestOptions): string => method.toUpperCase();

const targetOf = (options: RequestOptions): string => {
  const url = new URL(options.url, location.href);
  const { data } = options;
  if (methodOf(options) === 'GET' && typeof data === 'object' && !(data instanceof ArrayBuffer))
    for (const [name, value] of Object.entries(data)) url.searchParams.set(name, String(value));
  return `/service${url.pathname}${url.search}`;
};

const messageOf = (options: RequestOptions): RequestInit => {
  const { data, header = {} } = options;
  const method = methodOf(options);
  const headers = new Headers(header);
  if (data === undefined || method === 'GET') return { method, headers };
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  const body =
    typeof data === 'string' || data instanceof ArrayBuffer ? data : encode(data, headers);
  return { method, headers, body };
};

const encode = (data: object, headers: Headers): string =>
  headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true
    ? new URLSearchParams(
        Object.entries(data).map(([name, value]) => [name, String(value)]),
      ).toString()
    : JSON.stringify(data);

const pass = async (reply: Response, chunks: ReadonlySet<Received>): Promise<string> => {
  const reader = reply.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (read?.value === undefined) return '';
    const data = read.value.slice().buffer;
    for (const listener of chunks) listener({ data });
  }
};

const dataOf = async (reply: Response, options: RequestOptions): Promise<unknown> => {
  if (options.responseType === 'arraybuffer') return reply.arrayBuffer();
  const text = await reply.text();
  if ((options.dataType ?? 'json') !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const failureOf = (error: unknown, aborted: AbortSignal) => {
  if (aborted.aborted) return { errMsg: 'request:fail abort', errno: errnoOf.abort };
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { errMsg: 'request:fail timeout', errno: errnoOf.timeout };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { errMsg: `request:fail ${text}`, errno: errnoOf.other };
};
