import { tell, type OpenPage } from './page-stack.js';
import { fail, routeOf, succeed, type Callbacks, type HostWx, type Route } from './wx.js';

/** The pages that are open, the last one on top. */
export type Stack = Readonly<{
  pages: readonly OpenPage[];
  /** Puts a page on top. */
  push: (route: Route) => void;
  /** Takes so many off, but never the last one. */
  pop: (count: number) => void;
  replace: (route: Route) => void;
  restart: (route: Route) => void;
  isPage: (path: string) => boolean;
  setTitle: (title: string) => void;
  hide: () => void;
  show: () => void;
  clear: () => void;
}>;

type StackParts = Readonly<{
  open: (route: Route) => OpenPage;
  isPage: (path: string) => boolean;
  onTop: (page: OpenPage) => void;
}>;

export const createStack = ({ open, isPage, onTop }: StackParts): Stack => {
  const pages: OpenPage[] = [];
  const top = (): OpenPage | undefined => pages.at(-1);
  const reveal = (): void => {
    const page = top();
    for (const one of pages) one.frame.hidden = one !== page;
    if (page !== undefined) onTop(page);
  };
  const push = (route: Route): void => {
    const below = top();
    if (below !== undefined) tell(below.instance, 'onHide');
    const page = open(route);
    pages.push(page);
    reveal();
    tell(page.instance, 'onLoad', page.query);
    tell(page.instance, 'onShow');
    tell(page.instance, 'onReady');
  };
  const drop = (): void => {
    const page = pages.pop();
    if (page === undefined) return;
    tell(page.instance, 'onUnload');
    page.close();
  };
  const clear = (): void => {
    while (pages.length > 0) drop();
  };
  const afterwards = (remove: () => void, route: Route): void => {
    remove();
    push(route);
  };
  return {
    pages,
    push,
    isPage,
    clear,
    pop: (count) => {
      for (let left = count; left > 0 && pages.length > 1; left -= 1) drop();
      reveal();
      const page = top();
      if (page !== undefined) tell(page.instance, 'onShow');
    },
    replace: (route) => afterwards(drop, route),
    restart: (route) => afterwards(clear, route),
    setTitle: (title) => {
      const page = top();
      if (page === undefined) return;
      page.title = title;
      onTop(page);
    },
    hide: () => {
      const page = top();
      if (page !== undefined) tell(page.instance, 'onHide');
    },
    show: () => {
      const page = top();
      if (page !== undefined) tell(page.instance, 'onShow');
    },
  };
};

const maxPages = 10;

type To = Callbacks & Readonly<{ url: string }>;

const going =
  (stack: Stack, name: string, go: (route: Route) => void) =>
  (to: To): void => {
    const route = routeOf(to.url);
    if (!stack.isPage(route.path))
      return fail(to, `${name}:fail page "${route.path}" is not found`);
    if (name === 'navigateTo' && stack.pages.length >= maxPages)
      return fail(to, `${name}:fail webview count limit exceed`);
    go(route);
    succeed(to, name);
  };

/** The functions of `wx` that are about pages; the phone's `wx` need not have them. */
export const navigation = (stack: Stack, wx: HostWx, launch: Route): object => ({
  navigateTo: going(stack, 'navigateTo', stack.push),
  redirectTo: going(stack, 'redirectTo', stack.replace),
  reLaunch: going(stack, 'reLaunch', stack.restart),
  switchTab: going(stack, 'switchTab', stack.restart),
  navigateBack: (back: Callbacks & Readonly<{ delta?: number }> = {}): void => {
    stack.pop(back.delta ?? 1);
    succeed(back, 'navigateBack');
  },
  setNavigationBarTitle: (to: Callbacks & Readonly<{ title: string }>): void => {
    stack.setTitle(to.title);
    wx.onTitle?.(to.title);
    succeed(to, 'setNavigationBarTitle');
  },
  stopPullDownRefresh: (options: Callbacks = {}): void => succeed(options, 'stopPullDownRefresh'),
  getLaunchOptionsSync: () => ({ ...launch, scene: 1001 }),
  getEnterOptionsSync: () => ({ ...launch, scene: 1001 }),
});
