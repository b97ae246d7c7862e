import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { isAccessible, openPage, shot, startSite, type Site } from './site.js';

/** The page that whoever starts the service sees first. */
describe('the start page', () => {
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

  it('says what runs, with the numbers of today as they change', async () => {
    const { page, trouble } = await openPage(browser);
    await page.goto(site.url);
    await page.getByText('一切正常').waitFor();
    expect(await page.title()).to.contain('排队叫号');
    const hall = page.locator('section').filter({ hasText: site.inHall.hallId });
    await hall.getByText('0 / 3 开放').waitFor();
    const { ticketId } = await site.inHall.issue('A');
    await site.inHall.issue('A');
    await hall.locator('dd', { hasText: '2 人' }).waitFor();
    await site.admin.post(`${site.inHall.path}/windows/1/open`);
    await site.admin.post(`${site.inHall.path}/windows/1/call-next`);
    await hall.getByText('A001 → 1号窗口').waitFor();
    await hall.getByText('1 / 3 开放').waitFor();
    expect(ticketId).to.be.a('string');
    expect(trouble).to.deep.equal([]);
    await page.context().close();
  });

  it('leads to every page, and says how the first manager gets in and how the demo is turned on', async () => {
    const { page, trouble } = await openPage(browser, { language: 'en' });
    await page.goto(site.url);
    const links = page.locator('main ul.pages a');
    await links.first().waitFor();
    const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(addresses).to.include.members([
      '/display/demo',
      '/kiosk/demo',
      '/counter',
      '/rate/1',
      '/manage',
      '/audit',
      '/docs',
      site.service.simulatorUrl,
    ]);
    await page.getByText('npm run let-in --').waitFor();
    await page.getByText('DEMO=on npm start').waitFor();
    await links.filter({ hasText: 'Manage' }).click();
    await page.waitForURL('**/manage');
    expect(trouble).to.deep.equal([]);
    await page.context().close();
  });

  it('copies a command', async () => {
    const { page, context } = await openPage(browser, { language: 'en' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Copy: npm run let-in' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).to.contain('npm run let-in -- ');
    await context.close();
  });

  it('says in words when the service is away, and goes on when it is back', async () => {
    const { page, context } = await openPage(browser);
    await page.goto(site.url);
    await page.getByText('一切正常').waitFor();
    await context.setOffline(true);
    await page.getByText('连不上服务，正在重试。').waitFor();
    await isAccessible(page);
    await context.setOffline(false);
    await page.getByText('一切正常').waitFor();
    await context.close();
  });

  for (const language of ['zh-CN', 'en'] as const)
    for (const scheme of ['light', 'dark'] as const)
      it(`can be used by everybody: ${language}, ${scheme}, also on a phone`, async () => {
        for (const width of [1280, 375]) {
          const { page, trouble } = await openPage(browser, { language, scheme, width });
          await page.goto(site.url);
          await page.locator('dl').first().waitFor();
          await isAccessible(page);
          const over = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(over, `${width}`).to.equal(0);
          expect(trouble).to.deep.equal([]);
          await page.context().close();
        }
      });
});

describe('the start page with DEMO=on', () => {
  let site: Site;
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
    site = await startSite({ settings: { DEMO: 'on' } });
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  it('says that pages of this machine are let in by themselves', async () => {
    const { page } = await openPage(browser);
    await page.goto(site.url);
    await page.getByText('演示已开启').waitFor();
    await page.getByText('A001').first().waitFor();
    await shot(page, 'start-demo');
    await isAccessible(page);
    await page.context().close();
  });
});
