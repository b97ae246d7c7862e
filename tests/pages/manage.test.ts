import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { adminToken } from '../e2e/rig.js';
import { isAccessible, letIn, openPage, startSite, type Look, type Site } from './site.js';

describe('the management page', function () {
  this.timeout(120_000);
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

  const open = async (path: string, look: Look = {}) => {
    const opened = await openPage(browser, look);
    await letIn(opened.context, 'manager', adminToken);
    await opened.page.goto(`${site.url}${path}`);
    return opened;
  };

  it('lets a counter in by the code that it shows, and ends it within five seconds', async () => {
    const counter = await openPage(browser);
    await counter.page.goto(`${site.url}/counter`);
    const code = await counter.page.locator('.gate-code').innerText();
    const { page, context, trouble } = await open(
      `/manage/devices?code=${code}&hall=${site.inHall.hallId}`,
    );
    await page.getByText(`“窗口终端”正用设备码 ${code} 申请启用`).waitFor();
    await page.getByRole('textbox', { name: '名称' }).fill('一楼窗口');
    await isAccessible(page);
    await page.getByRole('button', { name: '批准', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: '一楼窗口' });
    await row.getByText('在线', { exact: true }).waitFor();
    const token = await counter.page.evaluate<string>(
      `localStorage.getItem('nearturn.counter.token')`,
    );
    const session = () => site.as(token).ask('GET', '/api/v1/session');
    expect((await session()).status).to.equal(200);
    await row.getByRole('button', { name: '撤销 一楼窗口' }).click();
    await row.getByRole('button', { name: '确认撤销' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await session()).status).to.equal(401);
    await counter.page.getByText('这台设备的授权已结束').waitFor({ timeout: 5_000 });
    await Promise.all([context.close(), counter.context.close()]);
    expect(trouble).to.deep.equal([]);
  });

  it('refuses a device', async () => {
    const counter = await openPage(browser);
    await counter.page.goto(`${site.url}/counter`);
    const code = await counter.page.locator('.gate-code').innerText();
    const { page, context } = await open('/manage/devices');
    await page.getByRole('textbox', { name: '设备码' }).fill(code.toLowerCase());
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByRole('button', { name: '拒绝' }).click();
    await page.getByText('已拒绝这台设备').waitFor();
    await counter.page.getByText('管理员没有批准这台设备').waitFor();
    await Promise.all([context.close(), counter.context.close()]);
  });

  it('closes the day, and opens it again', async () => {
    const { hallId } = site.inHall;
    const { page, context, trouble } = await open(`/manage?hall=${hallId}`);
    await page.getByRole('button', { name: '结束今天' }).click();
    await page.getByRole('button', { name: '确认结束' }).click();
    await page.getByText('今天已结束').waitFor();
    await page.getByRole('button', { name: '继续今天' }).click();
    await page.getByText('今天已重新开始').waitFor();
    expect(await site.inHall.issue()).to.have.property('number');
    await context.close();
    expect(trouble).to.deep.equal([]);
  });

  it('shows what a file would change before it does', async () => {
    const { hallId, path } = site.inHall;
    const { page, context } = await open(`/manage/files?hall=${hallId}`);
    await page.getByRole('button', { name: '读取当前设置' }).click();
    const text = page.getByRole('textbox', { name: '设置（YAML）' });
    await page.waitForFunction(`document.querySelector('textarea').value !== ''`);
    await text.fill((await text.inputValue()).replace('综合业务', '综合服务'));
    await page.getByRole('button', { name: '预览改动' }).click();
    await page.getByRole('row').filter({ hasText: '综合服务' }).waitFor();
    const name = async () => (await site.admin.get<{ name: string }>(`${path}/queues/A`)).name;
    expect(await name()).to.equal('综合业务');
    await page.getByRole('button', { name: '应用改动' }).click();
    await page.getByText('已应用').waitFor();
    expect(await name()).to.equal('综合服务');
    await context.close();
  });

  for (const language of ['zh-CN', 'en'] as const)
    for (const scheme of ['light', 'dark'] as const)
      it(`is accessible in ${language}, ${scheme}`, async () => {
        for (const section of ['', '/devices', '/files']) {
          const address = `/manage${section}?hall=${site.inHall.hallId}`;
          const { page, context, trouble } = await open(address, { language, scheme });
          await page.locator('.card h2').first().waitFor();
          await isAccessible(page);
          await context.close();
          expect(trouble).to.deep.equal([]);
        }
      });
});
