import type { ServerResponse } from 'node:http';
import type { Answer } from '../../application/ports/inbound/invocation.js';
import type { ProblemReply } from './problem.js';

export type Headers = Readonly<Record<string, string>>;

/** What a route answers: JSON, a text, bytes, nothing, or what it writes itself. */
export type Reply =
  | Readonly<{ status: number; body?: unknown; headers?: Headers }>
  | Readonly<{ status: number; text: string; contentType: string; headers?: Headers }>
  | Readonly<{ status: number; bytes: Uint8Array; contentType: string; headers?: Headers }>
  | Readonly<{ contentType: string; headers?: Headers; stream: Stream }>;

/** Writes a body whose head is sent already; errors break the connection off. */
export type Stream = (response: ServerResponse) => void | Promise<void>;

/** 200 with a body. */
export const ok = (body: unknown): Reply => ({ status: 200, body });
/** 204. */
export const noContent: Reply = { status: 204 };

/** The application's answer to a command; the first one again says so in a header. */
export const answerReply = (
  answer: Answer,
  body: unknown = answer.body,
  headers: Headers = {},
) => ({
  status: answer.status,
  body,
  headers: answer.replayed ? { ...headers, 'Idempotency-Replayed': 'true' } : headers,
});

// What helmet would set, as far as it says anything to a client of JSON; this is on the way of every call.
const always: Headers = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const jsonType = 'application/json; charset=utf-8';

type Content = Readonly<{ contentType: string } & ({ text: string } | { bytes: Uint8Array })>;

const write = (
  response: ServerResponse,
  status: number,
  content: Content | null,
  headers: Headers,
): void => {
  if (content === null) {
    response.writeHead(status, { ...always, ...headers }).end();
    return;
  }
  const { contentType } = content;
  const body = 'text' in content ? content.text : content.bytes;
  response
    .writeHead(status, {
      ...always,
      ...headers,
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body);
};

const jsonContent = (body: unknown, contentType: string) =>
  body === undefined ? null : { text: JSON.stringify(body), contentType };

const writeStream = async (
  response: ServerResponse,
  reply: Extract<Reply, { stream: Stream }>,
  headers: Headers,
): Promise<void> => {
  const head = { ...always, ...headers, ...reply.headers, 'Content-Type': reply.contentType };
  response.writeHead(200, head);
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await reply.stream(response);
  } catch (error) {
    response.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
};

/** Writes a reply. @returns its status */
export const sendReply = async (
  response: ServerResponse,
  reply: Reply,
  headers: Headers,
): Promise<number> => {
  if ('stream' in reply) {
    await writeStream(response, reply, headers);
    return 200;
  }
  const content = 'text' in reply || 'bytes' in reply ? reply : jsonContent(reply.body, jsonType);
  write(response, reply.status, content, { ...headers, ...reply.headers });
  return reply.status;
};

/** Writes a problem document. @returns its status */
export const sendProblem = (
  response: ServerResponse,
  { problem, headers: own }: ProblemReply,
  headers: Headers,
): number => {
  const content = jsonContent(problem, 'application/problem+json; charset=utf-8');
  write(response, problem.status, content, { ...headers, ...own });
  return problem.status;
};
