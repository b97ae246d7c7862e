import type { Wx } from './wx/wx.js';

/** Where the mini-program is opened: a page and what it is given. */
export type Launch = Readonly<{ path: string; query: Readonly<Record<string, string>> }>;

/** A running mini-program. */
export type MiniProgram = Readonly<{
  relaunch: (launch: Launch) => Promise<void>;
  hide: () => void;
  show: () => void;
  back: () => void;
}>;

type Host = Readonly<{
  renderMiniProgram: (
    options: Readonly<{ root: HTMLElement; wx: Wx; launch: Launch }>,
  ) => Promise<MiniProgram>;
}>;

const host = '/assets/miniprogram/host/mini-program-host.js';

/** `pages/index/index?ticketId=…` as a page and its query; values are as the page gets them. */
export const launchOf = (page: string): Launch => {
  const [path = '', search = ''] = page.replace(/^\//, '').split('?');
  // WeChat hands a scene over as it stands in the code: still percent-encoded.
  const query = search.split('&').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at), pair.slice(at + 1)] as const];
  });
  return { path: path === '' ? 'pages/index/index' : path, query: Object.fromEntries(query) };
};

/** Starts the real mini-program in a place of this page. */
export const startMiniProgram = async (
  root: HTMLElement,
  wx: Wx,
  launch: Launch,
): Promise<MiniProgram> => {
  const { renderMiniProgram } = (await import(host)) as Host;
  return renderMiniProgram({ root, wx, launch });
};
