import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { compileFunction } from 'node:vm';

export type Definition = Readonly<Record<string, unknown>>;

/** What the modules of a package hand to `App` and `Page`. */
export type Loaded = Readonly<{
  app: Definition | null;
  definitions: ReadonlyMap<string, Definition>;
  modules: readonly string[];
}>;

type Module = { exports: object };

/** Runs a package's modules as WeChat does: `require` of paths in the package, and nothing of Node. */
export const loadedByDevtools = (dir: string): Loaded => {
  const { pages } = JSON.parse(readFileSync(join(dir, 'app.json'), 'utf8')) as {
    pages: readonly string[];
  };
  const modules = new Map<string, Module>();
  const definitions = new Map<string, Definition>();
  let app: Definition | null = null;
  let page = '';
  const globals = {
    App: (definition: Definition): void => void (app = definition),
    Page: (definition: Definition): void => void definitions.set(page, definition),
    getApp: (): Definition | null => app,
    wx: {},
  };
  const names = ['require', 'module', 'exports', ...Object.keys(globals), 'process', 'Buffer'];
  const load = (file: string): object => {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    modules.set(file, module);
    const run = compileFunction(readFileSync(join(dir, file), 'utf8'), names, { filename: file });
    const require = (path: string): object => load(posix.join(posix.dirname(file), path));
    run(require, module, module.exports, ...Object.values(globals), undefined, undefined);
    return module.exports;
  };
  load('app.js');
  for (const path of pages) {
    page = path;
    load(`${path}.js`);
  }
  return { app, definitions, modules: [...modules.keys()] };
};
