import { createRequire } from 'node:module';

/** As much of a browser's element as the tests use: the compiler is not told of a DOM here. */
export type Node = Readonly<{
  textContent: string | null;
  innerHTML: string;
  hidden: boolean;
  click: () => void;
  querySelector: (selector: string) => Node | null;
  querySelectorAll: (selector: string) => Iterable<Node>;
  getAttribute: (name: string) => string | null;
  dispatchEvent: (event: object) => void;
  append: (node: Node) => void;
  remove: () => void;
}> & { value?: string };

type Sheet = Readonly<{ cssRules: Iterable<Readonly<{ cssText: string }>> }>;
type Window = Readonly<{
  document: Readonly<{
    body: Node;
    head: Node;
    createElement: (tag: string) => Node & { textContent: string; sheet: Sheet | null };
  }>;
  Event: new (name: string, options: object) => object;
  close: () => void;
}>;
type JsdomModule = Readonly<{
  JSDOM: new (html: string, options: object) => Readonly<{ window: Window }>;
  VirtualConsole: new () => { on: (name: string, listener: (error: Error) => void) => void };
}>;

/** A document that nobody sees. */
export type TestDocument = Readonly<{
  window: Window;
  /** Adds a style sheet, and says what was made of it. */
  styles: (css: string) => Readonly<{ rules: readonly string[]; faults: readonly string[] }>;
  close: () => void;
}>;

const { JSDOM, VirtualConsole } = createRequire(import.meta.url)('jsdom') as JsdomModule;

/** Opens a document, for this process to run pages in: modules for browsers find it as a global. */
export const openDocument = (): TestDocument => {
  const faults: string[] = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('jsdomError', ({ message }) => faults.push(message));
  const { window } = new JSDOM('<!doctype html><html><head></head><body></body></html>', {
    url: 'http://127.0.0.1/',
    pretendToBeVisual: true,
    virtualConsole,
  });
  Object.assign(globalThis, { window, document: window.document });
  return {
    window,
    styles: (css) => {
      faults.length = 0;
      const style = window.document.createElement('style');
      style.textContent = css;
      window.document.head.append(style);
      const rules = [...(style.sheet?.cssRules ?? [])].map(({ cssText }) => cssText);
      style.remove();
      return { rules, faults: [...faults] };
    },
    close: () => {
      window.close();
      Reflect.deleteProperty(globalThis, 'window');
      Reflect.deleteProperty(globalThis, 'document');
    },
  };
};
