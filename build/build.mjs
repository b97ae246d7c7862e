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
    return JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    // Not built yet, or not to the end: everything is.
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
