import type { CodeSpace } from 'glass-easel-miniprogram-adapter';

/** A page or app as its module hands it to `Page` or `App`. */
export type Definition = Readonly<Record<string, unknown>>;

export type PageConfig = Readonly<{ navigationBarTitleText?: string }>;
type Templates = Readonly<
  Record<string, Parameters<CodeSpace['addCompiledTemplate']>[1]['content']>
>;

/** A mini-program as the build has laid it out. */
export type Program = Readonly<{
  base: URL;
  app: Definition;
  pages: ReadonlyMap<string, Definition>;
  configs: Readonly<Record<string, PageConfig>>;
  /** Of a page whose own file names none. */
  title: string;
  templates: Templates;
}>;

type Manifest = Readonly<{
  app: Readonly<{ pages: readonly string[]; window?: PageConfig }>;
  pages: Readonly<Record<string, PageConfig>>;
}>;

const base = new URL('../', import.meta.url);
const globals = globalThis as Record<string, unknown>;
let loading: Promise<Program> | null = null;

const definitionIn = async (path: string, name: 'App' | 'Page'): Promise<Definition> => {
  let found: Definition | null = null;
  globals[name] = (definition: Definition): void => {
    found = definition;
  };
  await import(new URL(`${path}.js`, base).href);
  if (found === null) throw new Error(`${path}: calls no ${name}`);
  return found;
};

const load = async (): Promise<Program> => {
  const { manifest } = (await import(new URL('manifest.js', base).href)) as { manifest: Manifest };
  const { templates } = (await import(new URL('templates.js', base).href)) as {
    templates: Templates;
  };
  const pages = new Map<string, Definition>();
  const app = await definitionIn('app', 'App');
  // One after the other: which page a call of `Page` is for is known by whose module runs.
  for (const path of manifest.app.pages) pages.set(path, await definitionIn(path, 'Page'));
  const title = manifest.app.window?.navigationBarTitleText ?? '';
  return { base, app, pages, configs: manifest.pages, title, templates };
};

/** Loads the modules; a document does so once, for modules run once. */
export const loadProgram = (): Promise<Program> => {
  loading ??= load();
  return loading;
};
