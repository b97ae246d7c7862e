import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { isAccessible, letIn, openPage, startSite, type Site } from './site.js';

describe('the tablet at a window', function () {
  this.timeout(120_000);
  let site: Site;
  let browser: Browser;
  let token: string;
  before(async function () {
    browser = await openBrowser(this);
    site = await startSite();
    const { hallId } = site.inHall;
    const grant = { role: 'terminal', hallId, windowIds: ['1'], label: '1号窗口平板' };
    ({ token } = await site.admin.post<{ token: string }>('/api/v1/tokens', grant));
    await site.inHall.at('1', 'open');
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  for (const language of ['zh-CN', 'en'] as const)
    it(`asks for a rating when a visit has ended, takes it once, and thanks, in ${language}`, async () => {
      const { inHall: hall } = site;
      const { number } = await hall.issue();
      await hall.at('1', 'call-next');
      await hall.at('1', 'start');
      const { page, context, trouble } = await openPage(browser, { language });
      await letIn(context, 'counter', token);
      const seen = page.waitForResponse((answer) => answer.url().endsWith('/windows/1'));
      await page.goto(`${site.url}/rate/1?lang=${language}`);
      await seen;
      await isAccessible(page);
      await hall.at('1', 'complete');
      await page.getByRole('heading').filter({ hasText: number }).waitFor();
      await isAccessible(page);
      await page.getByRole('button').nth(1).click();
      await page.getByText(language === 'en' ? 'Thank you' : '感谢您的评价').waitFor();
      const { businessDay } = await hall.board();
      const path = `${hall.path}/reports?from=${businessDay}&to=${businessDay}`;
      const { items } = await site.admin.get<{ items: { ratings: object }[] }>(path);
      const count = language === 'en' ? 2 : 1;
      expect(items[0]?.ratings).to.deep.equal({ count, mean: 4 });
      await context.close();
      expect(trouble).to.deep.equal([]);
    });
});
