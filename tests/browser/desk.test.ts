import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { eventually } from '../e2e/http.js';
import { fresh, startRig, type Rig } from '../e2e/rig.js';
import { openBrowser, watched, type Watched } from './browser.js';
import { fingersOn, handset, printCode } from './handset.js';

const { jh } = simulatorTemplates;

describe('the simulator’s desk', function () {
  this.timeout(180_000);
  let browser: Browser;
  let rig: Rig;
  let window: Watched;
  let url: string;

  before(async function () {
    browser = await openBrowser(this);
    rig = await startRig({ settings: { SIMULATOR_PUSH: 'on' } });
    url = rig.service.simulatorUrl ?? '';
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });
  beforeEach(async () => (window = await watched(browser)));
  afterEach(async () => {
    await window?.context.close();
    window?.wasQuiet();
    await rig.faults(null);
  });

  const desk = async (): Promise<Page> => {
    const page = await window.page();
    await page.goto(url);
    return page;
  };

  const addPhone = async (page: Page, name: string) => {
    await page.getByLabel('用户名').fill(name);
    await page.getByRole('button', { name: '添加手机' }).click();
    const phone = fingersOn(page.frameLocator(`iframe[name="${name}"]`));
    await phone.at('.scan').waitFor();
    return phone;
  };

  const part = (page: Page, title: string): Locator =>
    page.locator('details').filter({ has: page.locator('summary', { hasText: title }) });

  it('says how to begin until there is a phone', async () => {
    const page = await desk();
    const beginning = page.locator('.beginning');
    expect(await beginning.locator('li').count()).to.equal(3);
    expect(await beginning.isVisible()).to.equal(true);
    await addPhone(page, fresh());
    expect(await beginning.isVisible()).to.equal(false);
  });

  it('keeps seven phones up to date side by side, which all follow their tickets', async () => {
    const page = await desk();
    const hall = await rig.hall();
    const tickets = await hall.issueMany(7);
    await hall.at('1', 'open');
    const phones = [];
    for (const ticket of tickets) {
      await printCode(hall, ticket);
      const phone = await addPhone(page, fresh());
      await phone.scan(ticket.bindCode);
      await phone.reads('.number', ticket.number);
      phones.push(phone);
    }
    await hall.at('1', 'call-next');
    const [called, next, ...others] = phones;
    await called?.reads('.window-name', '1号窗口');
    await next?.reads('.next', /./);
    await Promise.all(others.map((one, index) => one.reads('.ahead-count', `${index + 1}`)));
  });

  it('shows the phones again after a reload, until they are put away', async () => {
    const page = await desk();
    const name = fresh();
    await addPhone(page, name);
    await page.reload();
    await page.frameLocator(`iframe[name="${name}"]`).getByRole('tab').first().waitFor();
    await page.getByRole('button', { name: `收起 ${name}` }).click();
    await page.reload();
    await page.getByRole('button', { name: '添加手机' }).waitFor();
    expect(await page.locator('iframe').count()).to.equal(0);
  });

  it('switches faults on and off', async () => {
    const page = await desk();
    const faults = part(page, '故障开关');
    await faults.getByLabel('接口').selectOption('send');
    await faults.getByLabel('效果').selectOption('reset');
    await faults.getByLabel('时机').selectOption('after');
    await faults.getByRole('button', { name: '添加' }).click();
    await faults.getByText('"effect":"reset"').waitFor();
    const { rules } = await rig.simulator.get<{ rules: object[] }>('/simulator/faults');
    expect(rules).to.have.length(1);
    expect(rules[0]).to.include({ api: 'send', effect: 'reset', at: 'after', count: 1 });
    await faults.getByRole('button', { name: '清除' }).click();
    await faults.getByText('"effect":"reset"').waitFor({ state: 'detached' });
  });

  it('says what the simulator refused', async () => {
    const { page: open, context } = await watched(browser);
    const page = await open();
    await page.goto(url);
    const faults = part(page, '故障开关');
    await faults.getByLabel('次数（空为一直）').fill('-1');
    await faults.getByRole('button', { name: '添加' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: '失败' })
      .filter({ hasText: 'count' })
      .waitFor();
    await context.close();
  });

  it('says where events are pushed, and pushes them in another format at a click', async () => {
    const page = await desk();
    const pushes = part(page, '消息推送');
    await pushes.getByText(`${rig.url}/wechat/callback · secure · JSON`).waitFor();
    await pushes.getByLabel('格式').selectOption('XML');
    await pushes.getByRole('button', { name: '应用' }).click();
    await pushes.getByText(`${rig.url}/wechat/callback · secure · XML`).waitFor();
    await pushes.getByLabel('格式').selectOption('JSON');
    await pushes.getByRole('button', { name: '应用' }).click();
    await pushes.getByText(`${rig.url}/wechat/callback · secure · JSON`).waitFor();
  });

  it('counts calls, and ends the access tokens', async () => {
    const page = await desk();
    await addPhone(page, fresh());
    const account = part(page, '接口调用次数');
    const hall = await rig.hall();
    await hall.holder();
    await account.locator('dt', { hasText: 'code2session' }).waitFor();
    await account.getByRole('button', { name: '使全部令牌失效' }).click();
    const { ticket } = await hall.holder();
    await hall.messageOf(ticket.ticketId, 'sent');
  });

  it('reads in English at a click', async () => {
    const page = await desk();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Add a phone' }).waitFor();
  });

  it('shows what it is sent as text, with nothing to run in it', async () => {
    const phone = await handset(await window.page(), url, `<b>${fresh()}`);
    const text = '<img src=x onerror=a()>';
    await phone.tab('客服');
    await phone.page.getByLabel('输入文字').fill(text);
    await phone.page.getByRole('button', { name: '发送', exact: true }).click();
    await phone.page.getByTestId('written').getByText(text).waitFor();
    expect(await phone.page.locator('b').count()).to.equal(0);
    expect(await phone.page.getByTestId('written').locator('img').count()).to.equal(0);
  });

  it('writes to customer service, which answers by text and by picture', async () => {
    const phone = await handset(await window.page(), url, fresh());
    await phone.tab('客服');
    for (const text of ['文本', '图片']) {
      await phone.page.getByLabel('输入文字').fill(text);
      await phone.page.getByRole('button', { name: '发送', exact: true }).click();
    }
    await phone.page.getByTestId('written').nth(1).waitFor();
    await phone.page.getByTestId('answer').nth(1).waitFor();
    const picture = phone.page.getByTestId('answer').locator('img');
    await eventually('the picture', () =>
      picture.evaluate((img) => 'naturalWidth' in img && Number(img.naturalWidth) > 0),
    );
  });

  it('takes back in WeChat’s settings what was accepted, which the service hears of', async () => {
    const hall = await rig.hall();
    await hall.issueMany(9);
    const ticket = await hall.issue();
    await printCode(hall, ticket);
    const phone = await handset(await window.page(), url, fresh());
    await phone.scan(ticket.bindCode);
    await phone.at('.subscribe').click();
    await phone.answer('允许');
    await phone.reads('.remaining .left', '1');
    await eventually('the credit to be gone', async () => {
      // WeChat tells times in whole seconds: what was accepted in the same one is not taken back.
      await phone.tab('设置');
      await phone.page.locator(`[data-template="${jh}"] button`).click();
      await phone.tab('小程序');
      await phone.at('.refresh').click();
      return (await phone.at('.remaining .left').textContent())?.includes('0');
    });
  });
});
