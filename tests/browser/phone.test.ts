import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { withCards } from '../e2e/cards.js';
import type { Hall, HallOptions } from '../e2e/hall.js';
import type { Issued } from '../e2e/json.js';
import { fresh, startRig, type Rig } from '../e2e/rig.js';
import { openBrowser, watched, type Watched } from './browser.js';
import { handset, printCode, type Handset } from './handset.js';

describe('a person with a phone in the hall', function () {
  this.timeout(180_000);
  let browser: Browser;
  let rig: Rig;
  let window: Watched;
  let hall: Hall;
  let ticket: Issued;
  let phone: Handset;

  before(async function () {
    browser = await openBrowser(this);
    rig = await startRig();
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });

  beforeEach(async () => {
    window = await watched(browser);
    hall = await rig.hall();
    await hall.issueMany(4);
    ticket = await hall.issue();
    await printCode(hall, ticket);
    await hall.at('1', 'open');
    phone = await handset(await window.page(), rig.service.simulatorUrl, fresh());
  });
  afterEach(async () => {
    await window?.context.close();
    window?.wasQuiet();
  });

  const call = (): Promise<unknown> => hall.at('1', 'call-next');

  const callThem = async ({ ahead }: Readonly<{ ahead: number }>): Promise<void> => {
    for (let calls = 0; calls <= ahead; calls += 1) await call();
    await phone.reads('.window-name', '1号窗口');
  };

  const scanned = async (): Promise<void> => {
    await phone.scan(ticket.bindCode);
    await phone.reads('.number', ticket.number);
    await phone.reads('.ahead-count', '4');
  };

  it('scans, logs in, accepts, waits, is told, opens the ticket, and is called', async () => {
    await phone.at('.scan').click();
    await phone.popup().locator(`[data-scene="${ticket.bindCode}"]`).click();
    await phone.reads('.number', ticket.number);
    await phone.reads('.ahead-count', '4');

    await phone.at('.subscribe').click();
    await phone.answer('允许');
    await phone.reads('.remaining .left', '1');
    await phone.tab('服务通知');
    await call();
    await phone.page.getByTestId('notification').waitFor();
    expect(await phone.page.getByTestId('notification').count()).to.equal(1);
    expect(await phone.page.getByTestId('notification').locator('h3').textContent()).to.equal(
      '叫号提醒',
    );
    expect(await phone.fields()).to.deep.equal([
      ['业务名称', '综合业务'],
      ['办理窗口', '1号窗口'],
      ['排队号码', ticket.number],
      ['前面人数', '3'],
      ['温馨提示', '快到您了,请关注窗口和叫号情况'],
    ]);

    await phone.page.getByTestId('notification').getByRole('button', { name: '打开' }).click();
    await phone.reads('.number', ticket.number);
    await phone.reads('.ahead-count', '3');
    await call();
    await phone.reads('.ahead-count', '2');
    await callThem({ ahead: 2 });
    await hall.messageOf(ticket.ticketId, 'sent');
  });

  it('opens the ticket by a tap on the banner of the message', async () => {
    await scanned();
    await phone.at('.subscribe').click();
    await phone.answer('允许');
    await phone.reads('.remaining .left', '1');
    await phone.tab('设置');
    await call();
    const banner = phone.page.getByTestId('banner').getByRole('button');
    await banner.filter({ hasText: `叫号提醒: 综合业务 · 1号窗口 · ${ticket.number} · 3` }).click();
    await phone.reads('.ahead-count', '3');
  });

  it('refuses, is not told, and sees the position all the same', async () => {
    await scanned();
    await phone.at('.subscribe').click();
    await phone.answer('取消');
    await phone.reads('.notice', /./);
    await call();
    await phone.reads('.ahead-count', '3');
    const { reason, attempts } = await hall.messageOf(ticket.ticketId, 'withheld');
    expect({ reason, attempts }).to.deep.equal({ reason: 'declined', attempts: 0 });
    await callThem({ ahead: 3 });
    expect(await phone.page.getByTestId('notification').count()).to.equal(0);
  });

  it('subscribes to nothing, and sees the position and the window', async () => {
    await scanned();
    await call();
    await phone.reads('.ahead-count', '3');
    expect((await hall.messageOf(ticket.ticketId, 'withheld')).reason).to.equal('no_grant');
    await callThem({ ahead: 3 });
    expect(await phone.page.getByTestId('notification').count()).to.equal(0);
  });

  it('is not asked again once the answer is kept', async () => {
    await scanned();
    await phone.at('.subscribe').click();
    await phone.popup().getByLabel('总是保持以上选择，不再询问').check();
    await phone.answer('允许');
    await phone.reads('.remaining .left', '1');
    await phone.at('.subscribe').click();
    await phone.reads('.remaining .left', '2');
    expect(await phone.popup().count()).to.equal(0);
  });

  it('is told what to do when the main switch is off', async () => {
    await phone.tab('设置');
    const saved = phone.page.waitForResponse((reply) => reply.request().method() === 'PUT');
    await phone.page.getByLabel('接收订阅消息').uncheck();
    await saved;
    await scanned();
    await phone.at('.subscribe').click();
    await phone.at('.open-settings').click();
    await phone.page.getByRole('tabpanel', { name: '设置' }).waitFor();
    expect(await phone.popup().count()).to.equal(0);
  });

  it('types the code of the slip where the camera fails', async () => {
    await phone.at('.code-input').locator('visible=true').last().fill(ticket.bindCode);
    await phone.at('.use-code').click();
    await phone.reads('.number', ticket.number);
  });

  it('reads a code from its text, whatever camera read it', async () => {
    for (const text of [
      ticket.bindCode,
      `nearturn-sim:pages/index/index?scene=${ticket.bindCode}`,
    ]) {
      await phone.tab('扫一扫');
      await phone.page.getByLabel('粘贴绑定码或链接').fill(text);
      await phone.page
        .getByRole('button', { name: '确定' })
        .locator('visible=true')
        .first()
        .click();
      await phone.reads('.number', ticket.number);
      await phone.reads('.ahead-count', '4');
    }
  });

  it('finds the ticket again after the phone was switched off', async () => {
    await scanned();
    await phone.page.reload();
    await phone.at('.open-current').click();
    await phone.reads('.number', ticket.number);
    await phone.reads('.ahead-count', '4');
  });

  it('reads it in English where the phone does', async () => {
    await phone.tab('设置');
    await phone.page.getByLabel('语言').selectOption('en');
    await phone.at('.scan').filter({ hasText: 'Scan' }).waitFor();
  });
});

describe('a person whose hall sends more than the one message', function () {
  this.timeout(180_000);
  let browser: Browser;
  let rig: Rig;
  let window: Watched;

  before(async function () {
    browser = await openBrowser(this);
    rig = await startRig();
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });
  beforeEach(async () => (window = await watched(browser)));
  afterEach(async () => {
    await window?.context.close();
    window?.wasQuiet();
  });

  /** A phone bound to the fifth ticket of such a hall. */
  const fifthIn = async (options: HallOptions) => {
    const hall = await rig.hall(options);
    await hall.issueMany(4);
    const ticket = await hall.issue();
    await printCode(hall, ticket);
    await hall.at('1', 'open');
    const phone = await handset(await window.page(), rig.service.simulatorUrl, fresh());
    await phone.scan(ticket.bindCode);
    await phone.reads('.ahead-count', '4');
    return { hall, ticket, phone };
  };

  it('takes one template and leaves the other', async () => {
    const { hall, ticket, phone } = await fifthIn({
      hall: { messages: { queued: { enabled: true }, 'near-turn': { enabled: true } } },
    });
    await phone.at('.subscribe').click();
    await phone.popup().getByLabel('排队成功通知').uncheck();
    await phone.answer('允许');
    await hall.at('1', 'call-next');
    await phone.tab('服务通知');
    await phone.page.getByTestId('notification').waitFor();
    expect(
      await phone.page.getByTestId('notification').locator('h3').allTextContents(),
    ).to.deep.equal(['叫号提醒']);
    expect((await hall.messageOf(ticket.ticketId, 'withheld', 'queued')).reason).to.equal(
      'declined',
    );
  });

  it('puts up a service card, which comes near too and opens the ticket', async () => {
    const { hall, ticket, phone } = await fifthIn(withCards());
    await phone.at('.service-card').click();
    await phone.tab('卡片');
    const card = phone.page.getByTestId('card');
    await card.filter({ hasText: '排队中' }).waitFor();
    expect(await card.locator('[data-key="queue_number"]').textContent()).to.equal(ticket.number);
    for (let calls = 0; calls < 3; calls += 1) await hall.at('1', 'call-next');
    await card.filter({ hasText: '即将叫号' }).getByRole('button', { name: '打开' }).click();
    await phone.reads('.number', ticket.number);
    expect(await phone.page.getByTestId('notification').count()).to.equal(0);
  });
});
