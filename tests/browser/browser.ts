import { accessSync, constants } from 'node:fs';
import { expect } from 'chai';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Nothing of what a browser does of its own accord: a test sees every request that is made. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a page is waited for, in milliseconds. */
const patienceMs = 60_000;

const isThere = (): boolean => {
  try {
    accessSync(executablePath, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * A Chromium, or the test skipped, and said so, where there is none.
 * @throws Error in CI, where a missing Chromium is a failure
 */
export const openBrowser = async (test: Mocha.Context): Promise<Browser> => {
  if (!isThere()) {
    const text = `no Chromium at ${executablePath}; install it, or say by CHROMIUM where it is`;
    if (process.env['CI'] !== undefined) throw new Error(text);
    console.warn(`skipped: ${text}`);
    test.skip();
  }
  return chromium.launch({ executablePath, args });
};

/** A browser window, and all that went wrong in it. */
export type Watched = Readonly<{
  context: BrowserContext;
  page: () => Promise<Page>;
  /** Insists that no page complained, and that no request left this machine. */
  wasQuiet: () => void;
}>;

/** Opens a window of its own, with a storage of its own. */
export const watched = async (browser: Browser): Promise<Watched> => {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  context.setDefaultTimeout(patienceMs);
  const trouble: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => trouble.push(String(error.error())));
  context.on('request', (request) => {
    if (isOutside(request.url())) trouble.push(`request to ${request.url()}`);
  });
  return {
    context,
    page: () => context.newPage(),
    wasQuiet: () => expect(trouble).to.deep.equal([]),
  };
};

const isOutside = (address: string): boolean => {
  const { protocol, hostname } = new URL(address);
  return protocol !== 'data:' && protocol !== 'blob:' && hostname !== '127.0.0.1';
};
