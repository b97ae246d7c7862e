import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter';
import { PhoneBackend } from './phone-backend.js';
import type { Program } from './program.js';
import type { Route } from './wx.js';

type Instance = Readonly<Record<string, unknown>>;

/** A page that is open. */
export type OpenPage = Route & {
  title: string;
  readonly instance: Instance;
  readonly frame: HTMLElement;
  readonly close: () => void;
};

/** Calls what a page or the app has for an occasion, if it has something. */
export const tell = (instance: Instance, occasion: string, ...values: readonly unknown[]): void => {
  const handler = instance[occasion];
  if (typeof handler === 'function') handler.apply(instance, values);
};

/** Makes pages of a program in a document. */
export const pageMaker = (program: Program, root: HTMLElement) => {
  const env = new MiniProgramEnv();
  const space = env.createCodeSpace('', true);
  for (const [path, definition] of program.pages) {
    const content = program.templates[path];
    if (content === undefined) throw new Error(`${path}: no template`);
    space.addComponentStaticConfig(path, {});
    space.addCompiledTemplate(path, { groupList: program.templates, content });
    space.componentEnv(path, ({ Page }) => Page(definition));
  }
  const backend = env.associateBackend(new PhoneBackend());
  return (route: Route): OpenPage => {
    const page = backend.createRoot('page', space, route.path);
    const frame = root.ownerDocument.createElement('div');
    const place = root.ownerDocument.createElement('div');
    frame.className = 'page-frame';
    frame.append(place);
    root.append(frame);
    page.attach(frame as never, place as never);
    frame.querySelector('page')?.setAttribute('data-page', route.path);
    return {
      ...route,
      title: program.configs[route.path]?.navigationBarTitleText ?? program.title,
      instance: page.get() as unknown as Instance,
      frame,
      close: () => {
        page.release();
        frame.remove();
      },
    };
  };
};

/** The style sheets of a program in a document. */
export type Styles = Readonly<{ show: (page: string) => void; remove: () => void }>;

/** Loads the styles of the app, and of one page at a time, as WeChat keeps pages' styles apart. */
export const styleSheets = (program: Program, { head }: Document): Styles => {
  const linkTo = (path: string): HTMLLinkElement => {
    const link = head.ownerDocument.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`${path}.css`, program.base).href;
    head.append(link);
    return link;
  };
  const links = new Map<string, HTMLLinkElement>([['app', linkTo('app')]]);
  return {
    show: (shown) => {
      if (!links.has(shown)) links.set(shown, linkTo(shown));
      for (const [path, link] of links) link.disabled = path !== 'app' && path !== shown;
    },
    remove: () => links.forEach((link) => link.remove()),
  };
};
