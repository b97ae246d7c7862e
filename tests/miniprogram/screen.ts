import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import type { Caller } from '../e2e/http.js';
import { eventually } from '../e2e/http.js';
import { fresh, startRig, type Rig } from '../e2e/rig.js';
import { openDocument, type Node, type TestDocument } from './document.js';
import { wxTwin, type WxTwin } from './wx-twin.js';

type Route = Readonly<{ path: string; query: Readonly<Record<string, string>> }>;
type MiniProgram = Readonly<{
  relaunch: (to: Route) => Promise<void>;
  hide: () => void;
  show: () => void;
  back: () => void;
  stop: () => void;
  current: () => Route & Readonly<{ title: string }>;
  pages: () => readonly string[];
}>;
type Host = Readonly<{
  renderMiniProgram: (
    rendering: Readonly<{ root: Node; wx: object; launch: Route }>,
  ) => Promise<MiniProgram>;
}>;

/** The compiled mini-program, beside the compiled tests. */
const hostFile = '../../miniprogram-web/host/mini-program-host.js';

/** A phone with the mini-program open, as its person sees it. */
export type Screen = WxTwin &
  Readonly<{
    program: MiniProgram;
    /** The texts of all that fits a selector on the page on top. */
    texts: (selector: string) => readonly string[];
    /** Waits until something on the page on top reads so. */
    reads: (selector: string, text: string | RegExp) => Promise<void>;
    sees: (selector: string) => boolean;
    tap: (selector: string) => void;
    type: (selector: string, text: string) => void;
    /** What stands in an input. */
    value: (selector: string) => string | undefined;
    on: (page: string) => Promise<void>;
    close: () => void;
  }>;

export type ScreenOptions = Readonly<{
  name: string;
  serviceUrl: string;
  simulator: Caller;
  language?: string;
  /** Whether the phone reads answers in pieces. @default true */
  streams?: boolean;
  launch?: Route;
}>;

export const startPage: Route = { path: 'pages/index/index', query: {} };

/** Opens the mini-program on a phone in this document. */
export const openScreen = async (
  { window }: TestDocument,
  options: ScreenOptions,
): Promise<Screen> => {
  const { name, language = 'zh_CN', streams = true, launch = startPage } = options;
  const twin = wxTwin(name, { ...options, language, streams });
  const root = window.document.createElement('div');
  window.document.body.append(root);
  const host = (await import(fileURLToPath(new URL(hostFile, import.meta.url)))) as Host;
  const program = await host.renderMiniProgram({ root, wx: twin.wx, launch });
  const top = (): Node => {
    const frame = root.querySelector('.page-frame:not([hidden])');
    if (frame === null) throw new Error('no page is seen');
    return frame;
  };
  const found = (selector: string): Node => {
    const node = top().querySelector(selector);
    if (node === null) throw new Error(`no ${selector} in ${top().innerHTML}`);
    return node;
  };
  const texts = (selector: string): readonly string[] =>
    [...top().querySelectorAll(selector)].map(({ textContent }) => (textContent ?? '').trim());
  const fits = (text: string, wanted: string | RegExp): boolean =>
    typeof wanted === 'string' ? text === wanted : wanted.test(text);
  return {
    ...twin,
    program,
    texts,
    reads: async (selector, wanted) => {
      try {
        await eventually(`${selector} to read ${String(wanted)}`, async () =>
          texts(selector).some((text) => fits(text, wanted)),
        );
      } catch (error) {
        throw new Error(`${String(error)} in ${top().innerHTML}`, { cause: error });
      }
    },
    sees: (selector) => top().querySelector(selector) !== null,
    tap: (selector) => found(selector).click(),
    type: (selector, text) => {
      const input = found(selector);
      input.value = text;
      input.dispatchEvent(new window.Event('input', { bubbles: true }));
    },
    value: (selector) => found(selector).value,
    on: async (page) => {
      await eventually(`page ${page}`, async () => program.current().path === page);
      expect(found('page').getAttribute('data-page')).to.equal(page);
    },
    close: () => {
      program.stop();
      root.remove();
    },
  };
};

export const ticketPage = 'pages/ticket/ticket';

/** What a phone finds on a slip. */
export const slip = (bindCode: string): Readonly<{ path: string; result: string }> => ({
  path: `pages/index/index?scene=${encodeURIComponent(bindCode)}`,
  result: '',
});

/** The whole service, and phones with the mini-program open. */
export type ScreenRig = Rig &
  Readonly<{
    screenOf: (options?: Partial<ScreenOptions>) => Promise<Screen>;
    /** Closes those that were opened since the last time. */
    closeScreens: () => void;
  }>;

/** Starts the service and a document that phones are opened in. */
export const startScreenRig = async (): Promise<ScreenRig> => {
  const rig = await startRig();
  const document = openDocument();
  const open: Screen[] = [];
  return {
    ...rig,
    screenOf: async (options = {}) => {
      const { url: serviceUrl, simulator } = rig;
      const screen = await openScreen(document, {
        name: fresh(),
        serviceUrl,
        simulator,
        ...options,
      });
      open.push(screen);
      return screen;
    },
    closeScreens: () => open.splice(0).forEach((screen) => screen.close()),
    close: async () => {
      document.close();
      await rig.close();
    },
  };
};
