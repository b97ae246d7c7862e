import { execFile } from 'node:child_process';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { adminToken, temporaryDir } from '../e2e/rig.js';
import { isAccessible, openPage, shot, startSite, type Site } from './site.js';

type Ran = Readonly<{ code: number; output: string }>;
/** What each recipe has to have brought about, as its output says it. */
const outcomes: readonly (readonly [string, RegExp])[] = [
  ['Kiosk', /"state":"waiting"/],
  ['Terminal', /"state":"completed"/],
  ['An existing', /"status":"accepted".*"status":"accepted"/],
  ['Display', /"businessDay".*event: ?snapshot/s],
  ['HIS', /"left":20/],
  ['Holder', /"state":"cancelled"/],
  ['Audit', /messages\.ndjson/],
  ['Replay', /"decisions":/],
  ['Device', /"access_token":"/],
  ['Settings', /"changes":\[\],"applied":false/],
];

/** The page of documentation: what it shows runs, and it asks nobody but this service. */
describe('the page of documentation', () => {
  let site: Site;
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
    site = await startSite();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  const run = (commands: string): Promise<Ran> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'] ?? '', URL: site.url, ADMIN_TOKEN: adminToken };
      const whole = ['-euo', 'pipefail', '-c', commands];
      execFile('bash', whole, { cwd: temporaryDir(), env }, (error, said, complained) => {
        const code = error === null ? 0 : Number(error.code ?? -1);
        resolve({ code, output: said + complained });
      });
    });

  it('has ten recipes, each of which runs as it stands', async () => {
    const { page, trouble } = await openPage(browser, { language: 'en' });
    await page.goto(`${site.url}/docs`);
    const first = await page.locator('.docs-first code').textContent();
    expect(first).to.contain(`URL:-${site.url}`);
    const recipes = page.locator('details.recipe');
    expect(await recipes.count()).to.equal(10);
    for (const [index, [name, outcome]] of outcomes.entries()) {
      const recipe = recipes.nth(index);
      expect(await recipe.locator('summary').textContent()).to.match(new RegExp(`^${name}`));
      const commands = await recipe.locator('code').textContent();
      const { code, output } = await run(`${first}\n${commands}`);
      expect(output, name).to.match(outcome);
      expect(code, output).to.equal(0);
    }
    expect(trouble).to.deep.equal([]);
    await page.context().close();
  });

  it('shows every route, and asks nobody but this service', async () => {
    const { page, context, trouble } = await openPage(browser, { language: 'en' });
    const elsewhere: string[] = [];
    context.on('request', (request) => {
      const address = request.url();
      if (!address.startsWith(site.url) && !address.startsWith('data:')) elsewhere.push(address);
    });
    await page.goto(`${site.url}/docs`);
    await page.locator('.swagger-ui .opblock-tag').first().waitFor();
    await shot(page, 'docs');
    expect(elsewhere).to.deep.equal([]);
    expect(trouble).to.deep.equal([]);
    await context.close();
  });

  for (const [language, scheme] of [
    ['zh-CN', 'light'],
    ['en', 'dark'],
  ] as const)
    it(`can be used by everybody: ${language}, ${scheme}`, async () => {
      const { page } = await openPage(browser, { language, scheme });
      await page.goto(`${site.url}/docs`);
      await page.locator('.swagger-ui .opblock-tag').first().waitFor();
      await page.locator('details.recipe summary').first().click();
      // What Swagger UI draws is its own: its headings, contrasts and names are not ours to mend.
      await isAccessible(page, ['.swagger-ui']);
      await page.context().close();
    });
});
