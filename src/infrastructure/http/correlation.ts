import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const form = /^[\x21-\x7e]{1,128}$/;

/** The caller's correlation id where it is fit for a log, else a new one. */
export const correlationIdOf = (headers: IncomingHttpHeaders): string => {
  const given = headers['x-correlation-id'] ?? headers['x-request-id'];
  return typeof given === 'string' && form.test(given) ? given : randomUUID();
};
