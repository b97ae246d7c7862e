import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startRig, type Rig, type RigOptions } from '../e2e/rig.js';
import type { Hall } from '../e2e/hall.js';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What a page is opened as: its language, its scheme, its size. */
export type Look = Readonly<{
  language?: 'zh-CN' | 'en';
  scheme?: 'light' | 'dark';
  width?: number;
  height?: number;
}>;

/** A service with a hall, and what a test opens its pages with. */
export type Site = Rig & Readonly<{ inHall: Hall }>;

export const startSite = async (options: RigOptions = {}): Promise<Site> => {
  const rig = await startRig(options);
  return { ...rig, inHall: await rig.hall() };
};

/** A browser window of its own, and all that went wrong in it. */
export const openPage = async (
  browser: Browser,
  { language = 'zh-CN', scheme = 'light', width = 1280, height = 800 }: Look = {},
): Promise<Readonly<{ page: Page; context: BrowserContext; trouble: string[] }>> => {
  const context = await browser.newContext({
    locale: language,
    timezoneId: 'Asia/Shanghai',
    colorScheme: scheme,
    viewport: { width, height },
    // Pages carry a policy that forbids what is injected; axe is.
    bypassCSP: false,
  });
  const trouble: string[] = [];
  context.on('weberror', (error) => trouble.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`${message.location().url}: ${message.text()}`);
  });
  return { page: await context.newPage(), context, trouble };
};

/** Puts a device's token where its page looks for it, as a device that was let in has it. */
export const letIn = async (
  context: BrowserContext,
  client: string,
  token: string,
): Promise<void> => {
  const [name, value] = [`nearturn.${client}.token`, token].map((text) => JSON.stringify(text));
  await context.addInitScript(`localStorage.setItem(${name}, ${value})`);
};

/** Where screenshots that the documents show are written, with `SHOTS=1`. */
export const shot = async (page: Page, name: string): Promise<void> => {
  if (process.env['SHOTS'] !== undefined)
    await page.screenshot({ path: `docs/images/${name}.png` });
};

type Violation = Readonly<{
  id: string;
  nodes: readonly Readonly<{ target: unknown; failureSummary?: string }>[];
}>;

/**
 * Insists that axe finds nothing: WCAG 2.2 AA, in a real Chromium.
 * @param exclude what is drawn by somebody else's library, and cannot be mended here
 */
export const isAccessible = async (page: Page, exclude: readonly string[] = []): Promise<void> => {
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(axeSource);
  const violations = (await page.evaluate(
    `axe.run({ include: [['html']], exclude: ${JSON.stringify(exclude.map((one) => [one]))} }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((found) => found.violations)`,
  )) as readonly Violation[];
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => JSON.stringify(node.target)).join(', ')}`,
  );
  expect(told).to.deep.equal([]);
};
