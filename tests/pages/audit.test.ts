import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { isAccessible, letIn, openPage, shot, startSite, type Look, type Site } from './site.js';

/** What an auditor sees of a hall where one was told, and one had accepted nothing. */
describe('the audit page', function () {
  this.timeout(120_000);
  let site: Site;
  let browser: Browser;
  let told: string;
  let silent: string;
  let token: string;

  before(async function () {
    browser = await openBrowser(this);
    site = await startSite();
    const { inHall: hall } = site;
    told = (await hall.holder()).ticket.number;
    const other = await hall.issue();
    silent = other.number;
    await (await site.phone()).bind(other.bindCode);
    await hall.messageOf(other.ticketId, 'withheld');
    await hall.settled();
    const made = await site.admin.post<{ token: string }>('/api/v1/tokens', {
      role: 'auditor',
      hallId: hall.hallId,
      label: '审计',
    });
    token = made.token;
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = async (path: string, look: Look = {}) => {
    const { page, context, trouble } = await openPage(browser, look);
    await letIn(context, 'auditor', token);
    await page.goto(`${site.url}${path}`);
    return { page, context, trouble };
  };
  const row = (page: Page, number: string) => page.getByRole('row').filter({ hasText: number });

  it('lists the day’s messages, and tells the story of one from the number to WeChat', async () => {
    const { page, context, trouble } = await open('/audit');
    await row(page, told).getByText('已发送').waitFor();
    expect(await row(page, silent).innerText()).to.include('没有可用的订阅授权');
    await page.getByRole('button', { name: told }).click();
    const story = page.getByRole('complementary');
    await story.getByRole('heading', { name: `${told} 号的快到您了` }).waitFor();
    const steps = await story.locator('strong').allInnerTexts();
    const way = ['取号', '绑定微信', '判定：快到了', '认领并发往微信', '微信已接收'];
    expect(steps.filter((step) => way.includes(step))).to.deep.equal(way);
    await shot(page, 'audit-story');
    expect(await story.locator('pre').textContent()).to.include('快到您了');
    await context.close();
    expect(trouble).to.deep.equal([]);
  });

  it('finds a number, and its address survives a reload', async () => {
    const { page, context } = await open('/audit/tickets');
    await row(page, silent).waitFor();
    await page.getByRole('textbox', { name: '号码' }).fill(silent.toLowerCase());
    await page.getByRole('button', { name: '查询' }).click();
    await row(page, told).waitFor({ state: 'detached' });
    await page.reload();
    await row(page, silent).waitFor();
    expect(await row(page, told).count()).to.equal(0);
    await context.close();
  });

  it('hands an export over as a file, with no token in an address', async () => {
    const { page, context } = await open('/audit');
    await row(page, told).waitFor();
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).to.match(/^messages-\d{4}-\d\d-\d\d\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).to.include(told).and.to.include(silent);
    expect(addresses.filter((address) => address.includes(token))).to.deep.equal([]);
    await context.close();
  });

  it('replays the day, and says who would be told were the threshold another', async () => {
    const { page, context } = await open('/audit/replay');
    await page.getByRole('button', { name: '开始重放' }).click();
    await page.getByText('完全一致').waitFor();
    await page.getByLabel('假如提醒线是').fill('0');
    await page.getByRole('button', { name: '开始重放' }).click();
    await page.getByText('提醒线为 0 人时').waitFor();
    await shot(page, 'audit-replay');
    expect(await page.getByRole('heading', { name: /记录里有、重放没有/ }).innerText()).to.include(
      '1',
    );
    await context.close();
  });

  it('says what to do where nothing is found, and when the service is away', async () => {
    const { page, context } = await open('/audit/messages?day=2020-01-01');
    await page.getByText('没有符合条件的消息').waitFor();
    await page.route('**/api/v1/audit/messages?*', (route) => route.abort());
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('alert').getByText('连不上服务').waitFor();
    await context.close();
  });

  for (const language of ['zh-CN', 'en'] as const)
    for (const scheme of ['light', 'dark'] as const)
      it(`is accessible in ${language}, ${scheme}`, async () => {
        const look = { language, scheme };
        const { page, context } = await open(`/audit/messages?lang=${language}`, look);
        await isAccessible(page);
        await page.getByRole('button', { name: told }).click();
        await page.getByRole('complementary').locator('strong').first().waitFor();
        await isAccessible(page);
        await page.goto(`${site.url}/audit/replay?lang=${language}`);
        await page.getByRole('button', { name: language === 'en' ? 'Replay' : '开始重放' }).click();
        await page.locator('dl').waitFor();
        await isAccessible(page);
        await context.close();
      });

  it('asks to be let in where nobody has let it in', async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${site.url}/audit`);
    await page.getByText(/^[A-Z]{4}-[A-Z]{4}$/).waitFor();
    await isAccessible(page);
    await context.close();
  });
});
