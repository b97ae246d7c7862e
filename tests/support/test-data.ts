import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JSON file under `tests/data`; tests run compiled, with the project's root as working directory. */
export const testData = (name: string): unknown =>
  JSON.parse(readFileSync(join(process.cwd(), 'tests', 'data', name), 'utf8'));
