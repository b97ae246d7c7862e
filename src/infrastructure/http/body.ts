import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HttpProblem, invalidRequest } from './problem.js';

const maxBytes = 1024 * 1024;
/** So much of a body that is too large is read and thrown away, so that the client hears the answer. */
const maxDrained = 16 * maxBytes;

const tooLarge = (limit = maxBytes): HttpProblem =>
  new HttpProblem('too_large', `a body may have ${limit} bytes`, {
    headers: { Connection: 'close' },
  });

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined &&
  /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType.trim());

const declaredBytes = (request: IncomingMessage): number => {
  if (request.headers['transfer-encoding'] !== undefined) return Number.NaN;
  return Number(request.headers['content-length'] ?? 0);
};

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxDrained) break;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw tooLarge();
  return Buffer.concat(chunks, bytes);
};

/** As `readAll`, without the cost of an async iterator: most bodies are one small chunk. */
const readDeclared = (request: IncomingMessage, declared: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const brokenOff = (): void => {
      if (!request.complete) reject(new HttpProblem('invalid_request', 'the body broke off'));
    };
    if (request.destroyed) brokenOff();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, declared));
    });
    request.once('error', reject);
    request.once('close', brokenOff);
  });

const readBytes = async (request: IncomingMessage): Promise<Buffer | null> => {
  const declared = declaredBytes(request);
  if (declared === 0) return null;
  if (declared > maxDrained) throw tooLarge();
  const bytes =
    declared <= maxBytes ? await readDeclared(request, declared) : await readAll(request);
  return bytes.length === 0 ? null : bytes;
};

const parsed = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) throw invalidRequest([{ path: '', message: 'the body is not valid UTF-8' }]);
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw invalidRequest([{ path: '', message: 'the body is not valid JSON' }]);
  }
};

/**
 * The body as a JSON object; one that is absent is empty.
 * @throws HttpProblem `too_large`, `unsupported_media_type`, `invalid_request`
 */
export const readJsonObject = async (request: IncomingMessage): Promise<object> => {
  const bytes = await readBytes(request);
  if (bytes === null) return {};
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!isJson(request.headers['content-type']) || encoding.toLowerCase() !== 'identity')
    throw new HttpProblem('unsupported_media_type', 'the body must be application/json in UTF-8', {
      headers: { Accept: 'application/json' },
    });
  const value = parsed(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidRequest([{ path: '', message: 'the body must be a JSON object' }]);
  return value;
};

/** The body as text, whatever its content type. @throws HttpProblem `too_large`, `invalid_request` */
export const readText = async (request: IncomingMessage, limit: number): Promise<string> => {
  const bytes = await readBytes(request);
  if (bytes === null) return '';
  if (bytes.length > limit) throw tooLarge(limit);
  if (!isUtf8(bytes)) throw invalidRequest([{ path: '', message: 'the body is not valid UTF-8' }]);
  return bytes.toString('utf8');
};
