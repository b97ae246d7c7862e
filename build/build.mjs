// Builds what has changed since the last time, each part when its own inputs have. Plain JavaScript, for it is
// what compiles the rest.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
const node = (...args) => execFileSync(process.execPath, args, { stdio: 'inherit' });

/** Of every part: how the code is compiled, and with what. */
const shared = ['tsconfig.json', 'package-lock.json', 'build/build.mjs'];

/** The types of the service's API, by which a page that no longer fits does not compile. */
const apiTypes = 'web/src/api/schema.d.ts';
const makeApiTypes = () => {
  const run = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8' });
  writeFileSync('dist/openapi.json', run('dist/src/openapi-command.js'));
  const made = run('web/node_modules/openapi-typescript/bin/cli.js', 'dist/openapi.json');
  // Unchanged, the pages need not be made anew.
  if (readIfThere(apiTypes) !== made) writeFileSync(apiTypes, made);
};

const readIfThere = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** In their order: a later one may need what an earlier one made. */
const parts = [
  {
    name: 'service',
    inputs: ['src', 'simulator', 'demo', 'tests', 'benchmarks', 'miniprogram-host', 'miniprogram'],
    build: () => node(tsc, '-p', 'tsconfig.json'),
  },
  {
    name: 'phone',
    inputs: ['simulator/phone'],
    build: () => {
      node(tsc, '-p', 'simulator/phone');
      copyFileSync('simulator/phone/phone.css', 'dist/simulator/phone/phone.css');
    },
  },
  {
    name: 'miniprogram',
    inputs: ['miniprogram', 'miniprogram-host'],
    build: () => node('dist/miniprogram-host/build.js'),
  },
  { name: 'api types', inputs: ['src'], build: makeApiTypes },
  {
    name: 'pages',
    inputs: ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/package.json'],
    build: () => node('node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'),
  },
];

/** Names, sizes and times of the files below a path; what is not there has none. */
const stampsOf = (path) => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [`${path} ${found.size} ${found.mtimeMs}`];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}`;
    });
};

const digestOf = (paths) =>
  createHash('sha256').update(paths.flatMap(stampsOf).join('\n')).digest('hex');

const record = join('dist', 'built.json');
const readRecord = () => {
  try {
    return JSON.parse(readIfThere(record) ?? '{}');
  } catch {
    // Not written to its end: everything is built.
    return {};
  }
};

const built = readRecord();
for (const { name, inputs, build } of parts) {
  const digest = digestOf([...inputs, ...shared]);
  if (built[name] === digest) continue;
  build();
  built[name] = digest;
  mkdirSync('dist', { recursive: true });
  writeFileSync(record, JSON.stringify(built));
}
