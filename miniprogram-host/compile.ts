import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';

/** Files of a folder and the folders in it that end so, as paths with `/`, in order. */
export const filesIn = (dir: string, ending: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => file.split(sep).join('/'))
    .toSorted();

/** A template that does not compile. */
export class TemplateError extends Error {}

/**
 * All WXML of a mini-program as one module of JavaScript, by the compiler of WeChat's own component
 * framework.
 * @throws TemplateError on the first warning or error
 */
export const compileTemplates = (dir: string): string => {
  const group = new TmplGroup();
  for (const file of filesIn(dir, '.wxml')) {
    const path = file.replace(/\.wxml$/, '');
    const found: unknown = group.addTmpl(path, readFileSync(join(dir, file), 'utf8'));
    if (Array.isArray(found) && found.length > 0)
      throw new TemplateError(`${file}: ${JSON.stringify(found[0])}`);
  }
  const source = group.getTmplGenObjectGroups();
  group.free();
  return `export const templates = ${source};\n`;
};

/** WXSS as CSS: 750rpx are the width of the phone, which sets `--rpx`. */
export const toCss = (wxss: string): string =>
  wxss.replace(/(-?\d+(?:\.\d+)?)rpx\b/g, 'calc($1 * var(--rpx, 0.5px))');

/** A module that hands out `app.json` and the pages' own files. */
export const manifestModule = (dir: string): string => {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(dir, file), 'utf8'));
  const app = read('app.json') as { pages: readonly string[] };
  const pages = Object.fromEntries(app.pages.map((path) => [path, read(`${path}.json`)]));
  return `export const manifest = ${JSON.stringify({ app, pages })};\n`;
};
