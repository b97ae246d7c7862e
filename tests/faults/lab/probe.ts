import { randomUUID } from 'node:crypto';
import { adminToken } from './instance.js';

/** What one request, asked once, came to. */
export type Probed = Readonly<{
  status: number;
  code: string | null;
  retryAfter: string | null;
  ms: number;
  key: string;
}>;

/** Posts one command, once, with a key of its own or the one given. */
export const post = async (
  url: string,
  path: string,
  key: string = randomUUID(),
): Promise<Probed> => {
  const began = performance.now();
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: '{}',
    signal: AbortSignal.timeout(30_000),
  });
  const body: unknown = await response.json();
  const code =
    typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : null;
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, code, retryAfter, ms: performance.now() - began, key };
};

/** Whether the instance says that it can do its work. */
export const isReady = async (url: string): Promise<boolean> => {
  const response = await fetch(`${url}/health/ready`).catch(() => null);
  await response?.arrayBuffer();
  return response?.status === 200;
};
