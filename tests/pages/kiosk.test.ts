import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import type { Hall } from '../e2e/hall.js';
import type { Page as Items, Ticket } from '../e2e/json.js';
import { isAccessible, letIn, openPage, shot, startSite, type Look, type Site } from './site.js';

type Opened = Readonly<{ page: Page; context: BrowserContext; trouble: string[]; hall: Hall }>;

/** Counts what is printed, and what could be read on the screen by then. */
const paper = (fate: string): string =>
  `window.printed = []; window.print = () => {
    window.printed.push({ screen: document.querySelector('#app').innerText, slip: document.querySelector('.slip').textContent });
    ${fate}
  }`;
const works = "window.dispatchEvent(new Event('afterprint'));";
type Printed = readonly Readonly<{ screen: string; slip: string }>[];

describe('the kiosk page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let site: Site;
  const contexts: BrowserContext[] = [];
  before(async function () {
    browser = await openBrowser(this);
    site = await startSite();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  type Opening = Look & Readonly<{ query?: string; fate?: string; hall?: Hall; clock?: boolean }>;
  const open = async ({ query = '', fate = works, ...look }: Opening = {}): Promise<Opened> => {
    const hall = look.hall ?? (await site.hall());
    const opened = await openPage(browser, look);
    contexts.push(opened.context);
    opened.context.setDefaultTimeout(15_000);
    await letIn(opened.context, 'kiosk', (await hall.token('kiosk')).token ?? '');
    await opened.context.addInitScript(paper(fate));
    if (look.clock === true) await opened.page.clock.install();
    const language = look.language === 'en' ? '&lang=en' : '';
    await opened.page.goto(`${site.url}/kiosk/${hall.hallId}?x=1${language}${query}`);
    return { ...opened, hall };
  };
  const tile = (page: Page, name = '综合业务') => page.getByRole('button', { name });
  const number = (page: Page) => page.locator('h1 .number');
  const printed = (page: Page) => page.evaluate('window.printed') as Promise<Printed>;
  const ticketsOf = async (hall: Hall) =>
    (await site.admin.get<Items<Ticket>>(`${hall.path}/tickets`)).items;

  it('gives a number: on the screen with its code, then on paper, and goes back to the start', async () => {
    const { page, hall, trouble } = await open({ query: '&paper=58', clock: true });
    await hall.issue();
    await tile(page).click();
    expect(await number(page).textContent()).to.equal('A002');
    await page.getByRole('img', { name: '扫码在手机上看叫号' }).waitFor();
    await page.clock.runFor(500);
    const [slip] = await printed(page);
    expect(slip?.screen).to.include('A002');
    expect(slip?.slip).to.include('A002').and.include('过号请到服务台').and.include('1号窗口');
    expect(slip?.slip).not.to.include('补打');
    await page.clock.runFor(15_000);
    await page.mouse.click(5, 5);
    await page.clock.runFor(15_000);
    expect(await number(page).isVisible()).to.equal(true);
    await page.clock.runFor(6_000);
    await page.getByRole('heading', { name: '请选择要办理的业务' }).waitFor();
    expect(trouble).to.deep.equal([]);
  });

  it('takes a double tap for one', async () => {
    const { page, hall } = await open();
    await tile(page).dblclick();
    await number(page).waitFor();
    expect(await ticketsOf(hall)).to.have.length(1);
  });

  it('gives the priority that was chosen to one visitor only, in the language of their choice', async () => {
    const { page, hall } = await open();
    await page.getByRole('radio', { name: '优先' }).check();
    await page.getByRole('button', { name: 'English' }).click();
    await tile(page).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: '请选择要办理的业务' }).waitFor();
    expect(await page.getByRole('radio', { name: '普通' }).isChecked()).to.equal(true);
    expect((await ticketsOf(hall)).map(({ priority }) => priority)).to.deep.equal(['priority']);
  });

  it('shows the number though the printer throws, and marks what is printed again', async () => {
    const { page } = await open({
      fate: "if (window.printed.length === 1) throw new Error('no paper');" + works,
    });
    await tile(page).click();
    await page.getByText('小票没有打出来').waitFor();
    expect(await number(page).textContent()).to.equal('A001');
    await page.getByRole('button', { name: '重打小票' }).click();
    await page.getByText('小票没有打出来').waitFor({ state: 'detached' });
    await page.waitForFunction('window.printed.length === 2');
    expect((await printed(page))[1]?.slip)
      .to.include('补打')
      .and.include('A001');
  });

  it('takes a printer that never says it is done for stuck', async () => {
    const { page } = await open({ fate: '', clock: true });
    await tile(page).click();
    await number(page).waitFor();
    await page.clock.runFor(11_000);
    await page.getByText('小票没有打出来').waitFor();
  });

  it('gives a number back at one tap', async () => {
    const { page, hall } = await open({ query: '&print=off' });
    await tile(page).click();
    expect(await page.getByRole('button', { name: '重打小票' }).count()).to.equal(0);
    await page.getByRole('button', { name: '不办了，退号' }).click();
    await page.getByRole('heading', { name: 'A001 已退号' }).waitFor();
    expect((await ticketsOf(hall)).map(({ state }) => state)).to.deep.equal(['cancelled']);
  });

  it('says until when a service is closed, and which is paused', async () => {
    const { page, hall } = await open();
    const path = `${hall.path}/queues/A`;
    await site.admin.put(path, { name: '综合业务', prefix: 'A', hours: {} });
    await site.admin.post(`${hall.path}/queues/B/pause`);
    await page.getByRole('button', { name: '综合业务 现在不取号', disabled: true }).waitFor();
    await page.getByRole('button', { name: '个人业务 暂停取号', disabled: true }).waitFor();
  });

  it('says that it is offline and takes none, and goes on when it is back', async () => {
    const { page, context, hall } = await open();
    await tile(page).waitFor();
    await context.setOffline(true);
    await page.getByRole('alert').filter({ hasText: '暂时连不上系统' }).waitFor();
    expect(await tile(page).isDisabled()).to.equal(true);
    await context.setOffline(false);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await tile(page).click();
    await number(page).waitFor();
    expect(await ticketsOf(hall)).to.have.length(1);
  });

  it('asks again with the same key when an answer was lost, and gives one number', async () => {
    const { page, hall } = await open();
    const keys: (string | undefined)[] = [];
    await page.route('**/tickets', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 2) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await tile(page).click();
    await page.getByText('正在确认').waitFor();
    expect(await number(page).textContent()).to.equal('A001');
    expect(await ticketsOf(hall)).to.have.length(1);
    expect([keys.length, new Set(keys).size]).to.deep.equal([3, 1]);
  });

  it('checks in an appointment that a scanner reads, and says what is not one', async () => {
    const hall = await site.hall();
    const all = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [
        day,
        [{ from: '00:00', to: '24:00', capacity: 20 }],
      ]),
    );
    const appointments = { slots: { weekly: all } };
    await site.admin.put(`${hall.path}/queues/A`, { name: '综合业务', prefix: 'A', appointments });
    const { businessDay } = await hall.board();
    const body = { date: businessDay, from: '00:00', ref: 'HIS-1' };
    const { code } = await site.admin.post<{ code: string }>(
      `${hall.path}/queues/A/appointments`,
      body,
    );
    const { page } = await open({ hall, query: '&print=off' });
    await tile(page).waitFor();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    expect(await number(page).textContent()).to.equal('A001');
    await page.getByRole('button', { name: '好了' }).click();
    await page.getByRole('button', { name: '预约报到' }).click();
    await isAccessible(page);
    await shot(page, 'kiosk-check-in');
    for (const key of 'NO1') await page.getByRole('button', { name: key, exact: true }).click();
    await page.getByRole('button', { name: '报到', exact: true }).click();
    await page.getByText('没有查到这个预约').waitFor();
    await isAccessible(page);
  });

  it('is let in by its code, and ends within five seconds once it is revoked', async () => {
    const hall = await site.hall();
    const { page, context } = await openPage(browser);
    contexts.push(context);
    await page.goto(`${site.url}/kiosk/${hall.hallId}`);
    const code = ((await page.locator('.gate-code').textContent()) ?? '').trim();
    const grant = { role: 'kiosk', hallId: hall.hallId, label: `kiosk ${code}` };
    await site.admin.ask('POST', `/api/v1/devices/${code}/approve`, { body: grant });
    await tile(page).waitFor();
    const { items } = await site.admin.get<Items<{ tokenId: string; label: string }>>(
      '/api/v1/tokens?limit=500',
    );
    const token = items.find(({ label }) => label === grant.label);
    await site.admin.ask('DELETE', `/api/v1/tokens/${token?.tokenId}`);
    await page.locator('.gate-code').waitFor({ timeout: 5_000 });
  });

  for (const language of ['zh-CN', 'en'] as const)
    for (const scheme of ['light', 'dark'] as const)
      it(`is for everybody in ${language}, ${scheme}`, async () => {
        const size = scheme === 'light' ? { width: 1080, height: 1440 } : {};
        const { page, hall, trouble } = await open({ language, scheme, ...size });
        await site.admin.post(`${hall.path}/queues/B/pause`);
        await tile(page, '个人业务').and(page.locator(':disabled')).waitFor();
        await isAccessible(page);
        await shot(page, `kiosk-${language}-${scheme}`);
        await tile(page).click();
        await number(page).waitFor();
        await isAccessible(page);
        await shot(page, `kiosk-ticket-${language}-${scheme}`);
        await page
          .getByRole('button', { name: language === 'en' ? 'Give it back' : '退号' })
          .click();
        await page
          .getByRole('button', { name: language === 'en' ? 'Back to start' : '返回首页' })
          .waitFor();
        await isAccessible(page);
        expect(trouble).to.deep.equal([]);
      });
});
