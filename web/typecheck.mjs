// vue-tsc drives the compiler by its JavaScript API, which TypeScript 7 has not: the pages have a TypeScript 5 of
// their own.
import { createRequire } from 'node:module';
import { run } from 'vue-tsc';

process.argv.push('--noEmit', '-p', new URL('tsconfig.json', import.meta.url).pathname);
run(createRequire(import.meta.url).resolve('typescript/lib/tsc'));
