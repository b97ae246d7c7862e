import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The project's own version, from its package.json beside the compiled code. */
export const version: string = z
  .object({ version: z.string() })
  .parse(
    JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')),
  ).version;
