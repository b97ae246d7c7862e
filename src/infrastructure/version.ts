import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { z } from 'zod';

/** The nearest package.json above a folder: the compiled code may lie at any depth below it. */
const nearestPackage = (folder: string): string => {
  const file = join(folder, 'package.json');
  return existsSync(file) || dirname(folder) === folder ? file : nearestPackage(dirname(folder));
};

const load = createRequire(import.meta.url);

/** The project's own version. */
export const version: string = z
  .object({ version: z.string() })
  .parse(load(nearestPackage(dirname(fileURLToPath(import.meta.url))))).version;
