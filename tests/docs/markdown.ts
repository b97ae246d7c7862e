import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document of the project; tests run at its root. */
export const document = (path: string): string => readFileSync(path, 'utf8');

const topLevel = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** Every Markdown file that a reader of the project meets. */
export const documents = (): readonly string[] => [
  ...topLevel,
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name))
    .toSorted(),
];

/** The rows of all tables whose first cell is one name in backticks: name → the whole row. */
export const rowsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^\| `([^`]+)` +\|.*$/gm)].map(([row, name = '']) => [name, row] as const),
  );

/** Text without fenced code. */
export const prose = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '');
