import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Answer } from './contract-cases.js';

/** A request as it arrived. */
export type Seen = Readonly<{
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  body: string;
}>;

type Respond = (seen: Seen) => Answer;

/** A server on the loopback that answers what a test tells it to, byte by byte. */
export type ScriptedWeChat = Readonly<{
  url: string;
  seen: readonly Seen[];
  seenAt(path: string): readonly Seen[];
  /** What a path answers from now on; the last answer is given again and again. */
  script(path: string, ...answers: readonly (Answer | Respond)[]): void;
  connections(): number;
  close(): Promise<void>;
}>;

export const paths = {
  token: '/cgi-bin/stable_token',
  send: '/cgi-bin/message/subscribe/send',
  login: '/sns/jscode2session',
  templates: '/wxaapi/newtmpl/gettemplate',
  setCard: '/wxa/set_user_notify',
  getCard: '/wxa/get_user_notify',
} as const;

export const tokenAnswer = (token: string, expiresIn = 7200): Answer => ({
  rawBody: JSON.stringify({ access_token: token, expires_in: expiresIn }),
});

export const errorAnswer = (errcode: number, errmsg = 'some text'): Answer => ({
  rawBody: JSON.stringify({ errcode, errmsg }),
});

/** What a recorded `binary` answer stands for. */
export const onePixel: Uint8Array = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

export const startScriptedWeChat = async (): Promise<ScriptedWeChat> => {
  const seen: Seen[] = [];
  const scripts = new Map<string, (Answer | Respond)[]>();
  let connections = 0;
  const server = createServer((request, response) => {
    void seenOf(request).then((one) => {
      seen.push(one);
      const script = scripts.get(one.path) ?? [];
      const next = script.length > 1 ? script.shift() : script[0];
      give(response, typeof next === 'function' ? next(one) : next);
    });
  });
  server.on('connection', () => (connections += 1));
  const url = await listen(server);
  return {
    url,
    seen,
    seenAt: (path) => seen.filter((one) => one.path === path),
    script: (path, ...answers) => void scripts.set(path, [...answers]),
    connections: () => connections,
    close: () => close(server),
  };
};

const seenOf = async (request: IncomingMessage): Promise<Seen> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: Buffer.concat(chunks).toString('utf8'),
  };
};

const give = (response: ServerResponse, answer: Answer | undefined): void => {
  if (answer?.fault === 'socket-timeout-after-write') return;
  if (answer?.fault !== undefined) {
    response.socket?.resetAndDestroy();
    return;
  }
  const type = answer?.binary === undefined ? {} : { 'content-type': 'image/png' };
  response.writeHead(answer?.httpStatus ?? 200, { ...type, ...answer?.headers });
  response.end(answer?.binary === undefined ? (answer?.rawBody ?? '') : onePixel);
};

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
