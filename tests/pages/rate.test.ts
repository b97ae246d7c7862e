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

  /** A tablet that has seen a visit end, which may be rated. */
  const afterVisit = async () => {
    const { inHall: hall } = site;
    const ticket = await hall.issue();
    await hall.at('1', 'call-next');
    await hall.at('1', 'start');
    const { page, context } = await openPage(browser);
    await letIn(context, 'counter', token);
    await page.clock.install();
    const seen = page.waitForResponse((answer) => answer.url().endsWith('/windows/1'));
    await page.goto(`${site.url}/rate/1`);
    await seen;
    await hall.at('1', 'complete');
    await page.getByRole('heading').filter({ hasText: ticket.number }).waitFor();
    return { page, context, ticket };
  };
  const satisfied = { name: '满意', exact: true };

  it('takes the faces away when the next is called, who would else rate the visit before', async () => {
    const { page, context } = await afterVisit();
    await site.inHall.issue();
    await site.inHall.at('1', 'call-next');
    await page.getByText('欢迎对我们的服务作出评价').waitFor({ timeout: 10_000 });
    expect(await page.getByRole('button', satisfied).count()).to.equal(0);
    await context.close();
    await site.inHall.at('1', 'no-show');
  });

  it('goes back after a minute without a rating', async () => {
    const { page, context } = await afterVisit();
    await page.clock.fastForward(61_000);
    await page.getByText('欢迎对我们的服务作出评价').waitFor();
    await context.close();
  });

  it('says that a visit was rated already, for longer than until its next look', async () => {
    const { page, context, ticket } = await afterVisit();
    await site.inHall.on(ticket.ticketId, 'rating', { score: 5 });
    await page.getByRole('button', satisfied).click();
    await page.getByText('这次服务已经评价过了').waitFor();
    await page.waitForResponse((answer) => answer.url().endsWith('/windows/1'));
    expect(await page.getByText('这次服务已经评价过了').count()).to.equal(1);
    await page.getByText('这次服务已经评价过了').waitFor({ state: 'detached', timeout: 15_000 });
    await context.close();
  });

  it('keeps the faces when a rating did not arrive, and rates once when it is tapped again', async () => {
    const { page, context, ticket } = await afterVisit();
    const keys: (string | undefined)[] = [];
    await page.route('**/rating', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      // It arrives; the answer is lost.
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', satisfied).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('heading').filter({ hasText: ticket.number }).waitFor();
    await page.getByRole('button', satisfied).click();
    await page.getByText('感谢您的评价').waitFor();
    expect(keys).to.have.length(2);
    expect(keys[0]).to.equal(keys[1]);
    await context.close();
  });
});
