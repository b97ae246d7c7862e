import { createStack, navigation } from './navigation.js';
import { pageMaker, styleSheets, tell } from './page-stack.js';
import { passEvents } from './phone-backend.js';
import { loadProgram, type Definition } from './program.js';
import type { HostWx, Route } from './wx.js';

export type { HostWx, Route } from './wx.js';

/** What a mini-program is started with. */
export type Rendering = Readonly<{
  /** Where its pages are drawn. */
  root: HTMLElement;
  /** The phone's `wx`, without what is about pages. */
  wx: HostWx;
  launch: Route;
}>;

/** A mini-program that runs. A document has one at a time. */
export type MiniProgram = Readonly<{
  /** Opens it anew at a page, as a tap on a message does. */
  relaunch: (to: Route) => Promise<void>;
  /** The phone shows something else, and comes back. */
  hide: () => void;
  show: () => void;
  back: () => void;
  stop: () => void;
  current: () => Route & Readonly<{ title: string }>;
  /** Paths of the pages that are open, the one on top last. */
  pages: () => readonly string[];
}>;

type App = Readonly<Record<string, unknown>>;

/** The app's own data must not be the module's: another start begins anew. */
const appOf = (definition: Definition): App => ({
  ...definition,
  globalData: structuredClone(definition['globalData'] ?? {}),
});

const publish = (parts: Readonly<Record<string, unknown>>): void =>
  void Object.assign(globalThis, parts);

/** Runs the mini-program that the build has laid out next to this module. */
export const renderMiniProgram = async ({ root, wx, launch }: Rendering): Promise<MiniProgram> => {
  const program = await loadProgram();
  const styles = styleSheets(program, root.ownerDocument);
  const stack = createStack({
    open: pageMaker(program, root),
    isPage: (path) => program.pages.has(path),
    onTop: ({ path, title }) => {
      styles.show(path);
      wx.onTitle?.(title);
    },
  });
  const app = appOf(program.app);
  publish({
    wx: Object.assign(Object.create(wx) as object, navigation(stack, wx, launch)),
    getApp: () => app,
    getCurrentPages: () => stack.pages.map(({ instance }) => instance),
  });
  const stopEvents = passEvents(root, wx);
  tell(app, 'onLaunch', launch);
  tell(app, 'onShow', launch);
  stack.push(launch);
  return {
    relaunch: async (to) => {
      if (!program.pages.has(to.path)) throw new Error(`there is no page ${to.path}`);
      tell(app, 'onShow', to);
      stack.restart(to);
    },
    hide: () => {
      stack.hide();
      tell(app, 'onHide');
    },
    show: () => {
      tell(app, 'onShow', launch);
      stack.show();
    },
    back: () => stack.pop(1),
    stop: () => {
      stopEvents();
      styles.remove();
      stack.clear();
    },
    current: () => {
      const page = stack.pages.at(-1);
      return { path: page?.path ?? '', query: page?.query ?? {}, title: page?.title ?? '' };
    },
    pages: () => stack.pages.map(({ path }) => path),
  };
};
