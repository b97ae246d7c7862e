import type { Request, Response } from 'express';
import { z } from 'zod';
import { bodyOf } from './answering.js';

/** A text as JSON; undefined for what is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Does what a request to the simulator itself asks for; 400 for what is not as it should be. No body is `{}`. */
export const withBody = <S extends z.ZodType>(
  schema: S,
  { request, response }: Readonly<{ request: Request; response: Response }>,
  use: (body: z.output<S>) => void,
): void => {
  const parsed = schema.safeParse(parseJson(bodyOf(request) || '{}'));
  if (parsed.success) return use(parsed.data);
  response.status(400).json({ error: z.prettifyError(parsed.error) });
};
