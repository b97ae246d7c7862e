import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import type { Hall, HallOptions } from '../e2e/hall.js';
import { eventually } from '../e2e/http.js';
import { isAccessible, letIn, openPage, startSite, type Look, type Site } from './site.js';

describe('the page of a counter', function () {
  this.timeout(120_000);
  let browser: Browser;
  let site: Site;
  before(async function () {
    browser = await openBrowser(this);
    site = await startSite();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  type Opened = Awaited<ReturnType<typeof openPage>>;
  const opened: Opened[] = [];
  afterEach(async () => {
    const all = opened.splice(0);
    const troubles = all.flatMap(({ trouble }) => trouble);
    await Promise.all(all.map(({ context }) => context.close()));
    expect(troubles).to.deep.equal([]);
  });

  /** A terminal of the hall, in a browser of its own. */
  const terminal = async (hall: Hall, look: Look = {}): Promise<Opened> => {
    const { token } = await hall.token('terminal');
    const one = await openPage(browser, look);
    opened.push(one);
    one.page.setDefaultTimeout(20_000);
    await letIn(one.context, 'counter', token ?? '');
    return one;
  };
  const signIn = async (page: Page, clerkId = '1024', window = '1号窗口'): Promise<void> => {
    await page.goto(`${site.url}/counter`);
    await page.locator('#clerk-id').fill(clerkId);
    await page.locator('.windows .button', { hasText: window }).click();
    await page.locator('.desk').waitFor();
  };
  const open = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: '开窗' }).click();
    await page.locator('.state.open').waitFor();
  };
  /** A clerk at an open window of a new hall. */
  const clerk = async (options: HallOptions = {}, look: Look = {}) => {
    const hall = await site.hall(options);
    const one = await terminal(hall, look);
    await signIn(one.page);
    await open(one.page);
    return { ...one, hall };
  };
  const reads = (page: Page, number: string) =>
    page.locator('.current .number', { hasText: number }).waitFor();
  const stateOf = async (hall: Hall, number: string): Promise<string> => {
    const path = `${hall.path}/tickets?number=${number}`;
    const { items } = await site.admin.get<{ items: { state: string }[] }>(path);
    return items[0]?.state ?? 'none';
  };
  const becomes = (hall: Hall, number: string, state: string) =>
    eventually(`${number} to be ${state}`, async () => (await stateOf(hall, number)) === state);

  it('takes a clerk through the day by the keyboard', async () => {
    const { page, hall } = await clerk();
    await hall.issueMany(4);
    await page.getByText('下一位 A001').waitFor();
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await page.keyboard.press('r');
    await page.getByText('已重呼 1 次').waitFor();
    await page.keyboard.press('s');
    await page.locator('.current.serving').waitFor();
    await page.keyboard.press('Enter');
    await becomes(hall, 'A001', 'completed');
    await reads(page, '—');
    await page.keyboard.press('Space');
    await reads(page, 'A002');
    await page.keyboard.press('n');
    await becomes(hall, 'A002', 'no_show');
    await page.getByRole('button', { name: /撤销过号/ }).click();
    await reads(page, 'A002');
    await page.getByRole('button', { name: '挂起', exact: true }).first().click();
    await page.keyboard.press('2');
    await becomes(hall, 'A002', 'held');
    await page.locator('#given').fill('a004');
    await page.keyboard.press('Enter');
    await reads(page, 'A004');
    await page.getByRole('button', { name: '转移' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /队列：个人业务/ })
      .click();
    await becomes(hall, 'A004', 'waiting');
    await page.getByRole('button', { name: '暂停' }).click();
    await page.locator('.state.paused').waitFor();
  });

  it('calls one person on a double click, and two windows at once two different ones', async () => {
    const { page, hall } = await clerk();
    await hall.issueMany(4);
    await page.getByText('下一位 A001').waitFor();
    await page.locator('.call-next').dblclick();
    await reads(page, 'A001');
    const two = await terminal(hall);
    await signIn(two.page, '2048', '2号窗口');
    await open(two.page);
    await page.keyboard.press('Enter');
    await becomes(hall, 'A001', 'completed');
    await Promise.all([page.locator('.call-next').click(), two.page.locator('.call-next').click()]);
    const numbers = await eventually('both windows to have somebody', async () => {
      const windows = (await hall.board()).windows.slice(0, 2);
      return (
        windows.every(({ ticket }) => ticket !== null) && windows.map((one) => one.ticket?.number)
      );
    });
    expect([...numbers].toSorted()).to.deep.equal(['A002', 'A003']);
    expect(await stateOf(hall, 'A004')).to.equal('waiting');
  });

  it('asks before a click on somebody else ends the visit at the window', async () => {
    const { page, hall } = await clerk();
    await hall.issueMany(3);
    await page.getByText('下一位 A001').waitFor();
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await page.keyboard.press('s');
    await page.locator('.current.serving').waitFor();
    const started = await page.locator('.since-start').textContent();
    await page.getByRole('button', { name: '呼叫 A003' }).click();
    await isAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: '留在当前' }).click();
    await page.locator('.current.serving').waitFor();
    expect(await stateOf(hall, 'A001')).to.equal('serving');
    const still = (await page.locator('.since-start').textContent()) ?? '';
    expect(still >= (started ?? '')).to.equal(true);
    await page.getByRole('button', { name: '呼叫 A003' }).click();
    await page.getByRole('button', { name: '办结并呼叫 A003' }).click();
    await reads(page, 'A003');
    expect(await stateOf(hall, 'A001')).to.equal('completed');
  });
});
