import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { said } from '../e2e/http.js';
import { isAccessible, openPage, shot, startSite, type Site } from './site.js';

/** The QR code of a slip, opened on any phone. */
describe('the page of a slip', function () {
  this.timeout(120_000);
  let site: Site;
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
    site = await startSite();
    await site.inHall.at('1', 'open');
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  const phone = { width: 360, height: 740 };

  it('shows the number, who is ahead, and the window once it is called', async () => {
    const { inHall: hall } = site;
    await hall.issue();
    const mine = await hall.issue();
    const { page, context, trouble } = await openPage(browser, phone);
    await page.goto(`${site.url}/t/${mine.bindCode}`);
    await page.getByText(mine.number).waitFor();
    await page.getByText('1 人').waitFor();
    await hall.at('1', 'call-next');
    await page.getByText('下一位就是您').waitFor();
    await hall.at('1', 'call-next');
    await page.getByText('请到 1号窗口 办理').waitFor();
    await shot(page, 'holder-called');
    await page.reload();
    await page.getByText('请到 1号窗口 办理').waitFor();
    await hall.at('1', 'start');
    await hall.at('1', 'complete');
    await page.getByText('已办结').waitFor();
    await context.close();
    expect(trouble).to.deep.equal([]);
  });

  it('gives the number up after it has asked', async () => {
    const mine = await site.inHall.issue();
    const { page, context } = await openPage(browser, phone);
    await page.goto(`${site.url}/t/${mine.bindCode}`);
    await page.getByRole('button', { name: '不办了' }).click();
    await page.getByRole('group').getByRole('button', { name: '不办了' }).click();
    await page.getByText('这个号已取消').waitFor();
    const [ticket] = (
      await site.admin.get<{ items: { state: string }[] }>(
        `${site.inHall.path}/tickets?number=${mine.number}`,
      )
    ).items;
    expect(ticket?.state).to.equal('cancelled');
    await context.close();
  });

  it('says so where the code is of no number', async () => {
    const { page, context } = await openPage(browser, phone);
    await page.goto(`${site.url}/t/nothing-at-all`);
    await page.getByRole('alert').getByText('没有找到这个号').waitFor();
    await isAccessible(page);
    await context.close();
  });

  it('leaves a number alone that somebody has bound', async () => {
    const mine = await site.inHall.issue();
    await (await site.phone()).bind(mine.bindCode);
    const body = { code: mine.bindCode };
    expect(said(await site.anyone.ask('POST', '/api/v1/slips/cancel', { body }))).to.equal(
      '403 forbidden',
    );
    expect((await site.anyone.ask<object>('POST', '/api/v1/slips', { body })).status).to.equal(200);
  });

  for (const language of ['zh-CN', 'en'] as const)
    for (const scheme of ['light', 'dark'] as const)
      it(`is accessible in ${language}, ${scheme}, waiting and called`, async () => {
        const mine = await site.inHall.issue('B');
        const { page, context } = await openPage(browser, { ...phone, language, scheme });
        await page.goto(`${site.url}/t/${mine.bindCode}?lang=${language}`);
        await page.getByText(mine.number).waitFor();
        await isAccessible(page);
        await site.inHall.at('3', 'open');
        await site.inHall.at('3', 'call', { number: mine.number });
        await page.locator('.card.called').waitFor();
        await isAccessible(page);
        await context.close();
      });
});
