import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import type { Hall } from '../e2e/hall.js';
import { giveVoice, hears, spokenBy, tap, twice } from './display-wall.js';
import { isAccessible, openPage, shot, startSite, type Look, type Site } from './site.js';

type Voice = Parameters<typeof giveVoice>[1];
type Wall = Readonly<{ page: Page; trouble: string[] }>;

/** The wall screen: what it shows, and what it says, once each and in order. */
describe('the wall screen', function () {
  this.timeout(60_000);
  let site: Site;
  let browser: Browser;
  before(async function () {
    site = await startSite();
    browser = await openBrowser(this);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  // A wall that still hangs takes the time of the next.
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  const openHall = async (options: Parameters<Site['hall']>[0] = {}): Promise<Hall> => {
    const hall = await site.hall(options);
    for (const windowId of ['1', '2', '3']) await hall.at(windowId, 'open');
    return hall;
  };
  const openWall = async (
    hall: Hall,
    { query = '', look = {}, voice }: { query?: string; look?: Look; voice?: Voice } = {},
  ): Promise<Wall> => {
    const { page, context, trouble } = await openPage(browser, {
      width: 1920,
      height: 1080,
      ...look,
    });
    await giveVoice(context, voice);
    await page.goto(`${site.url}/display/${hall.hallId}?chime=off${query}`);
    await page.getByRole('heading', { level: 1, name: '大厅' }).waitFor();
    await tap(page);
    return { page, trouble };
  };
  const nowCalling = (page: Page) => page.getByRole('region', { name: '正在叫号' });

  it('shows a call large and says it twice, digit by digit; what was called before is only shown', async () => {
    const hall = await openHall();
    await hall.issueMany(3);
    await hall.at('1', 'call-next');
    const { page, trouble } = await openWall(hall);
    await nowCalling(page).getByText('A001').waitFor();
    await hall.at('2', 'call-next');
    expect(await hears(page, 2)).to.deep.equal(twice('请A零零二号到二号窗口办理'));
    await nowCalling(page).getByText('A002').waitFor();
    await page.getByRole('region', { name: '最近叫号' }).getByText('A001').waitFor();
    await page.getByRole('region', { name: '各队列等候' }).getByText('A003').waitFor();
    await page.getByText('等候 1 人').waitFor();
    expect(await page.title()).to.equal('测试大厅 叫号屏');
    expect(trouble).to.deep.equal([]);
  });

  it('says what comes in a burst one after the other, in the order of the calls', async () => {
    const hall = await openHall({ windows: { '1': ['A'], '2': ['A'], '3': ['A'] } });
    await hall.issueMany(3);
    const { page } = await openWall(hall);
    for (const windowId of ['3', '1', '2']) await hall.at(windowId, 'call-next');
    expect(await hears(page, 6)).to.deep.equal([
      ...twice('请A零零一号到三号窗口办理'),
      ...twice('请A零零二号到一号窗口办理'),
      ...twice('请A零零三号到二号窗口办理'),
    ]);
    expect((await spokenBy(page)).most).to.equal(1);
  });

  it('says a recall again, in the languages of its address, as often as that says', async () => {
    const hall = await openHall();
    await hall.issueMany(1);
    const { page } = await openWall(hall, { query: '&repeat=1&say=zh-CN,en' });
    const words = ['请A零零一号到一号窗口办理', 'Number A 0 0 1, please go to window 1.'];
    await hall.at('1', 'call-next');
    expect(await hears(page, 2)).to.deep.equal(words);
    await hall.at('1', 'recall');
    expect(await hears(page, 4)).to.deep.equal([...words, ...words]);
    await nowCalling(page).getByText('重呼').waitFor();
  });

  it('shows a call of minutes ago, and does not say it', async () => {
    const hall = await openHall();
    const { page } = await openWall(hall);
    const occurredAt = new Date(Date.now() - 5 * 60_000).toISOString();
    const report = { queueId: 'A', windowId: '1', number: 'A077', occurredAt };
    await hall.report([
      { id: 'old-1', type: 'TicketIssued', ...report },
      { id: 'old-2', type: 'WindowCalled', ...report },
    ]);
    await nowCalling(page).getByText('A077').waitFor();
    await hall.issueMany(1);
    await hall.at('2', 'call-next');
    const [first] = await hears(page, 2);
    expect(first).to.include('到二号窗口');
  });

  it('does not call whoever stands at the window already, and keeps in sight what is being said', async () => {
    const hall = await openHall({ windows: { '1': ['A'], '2': ['A'], '3': ['A'] } });
    await hall.issueMany(3);
    const { page } = await openWall(hall, { voice: 'hold', query: '&repeat=1' });
    await hall.at('1', 'call-next');
    await hears(page, 1);
    await hall.at('2', 'call-next');
    await hall.at('2', 'start');
    await hall.at('3', 'call-next');
    await page.getByRole('region', { name: '最近叫号' }).getByText('A003').waitFor();
    expect(await nowCalling(page).locator('.number').textContent()).to.equal('A001');
    await page.evaluate('window.release()');
    expect(await hears(page, 2)).to.deep.equal([
      '请A零零一号到一号窗口办理',
      '请A零零三号到三号窗口办理',
    ]);
  });

  it('goes on when a voice never ends', async () => {
    const hall = await openHall({ windows: { '1': ['A'], '2': ['A'], '3': ['A'] } });
    await hall.issueMany(2);
    const { page, context } = await openPage(browser);
    await giveVoice(context, 'deaf');
    await page.clock.install();
    await page.goto(`${site.url}/display/${hall.hallId}?chime=off&repeat=1`);
    await page.getByText('还没有叫号').waitFor();
    await tap(page);
    await hall.at('1', 'call-next');
    await hears(page, 1);
    await hall.at('2', 'call-next');
    await page.getByText('A002').first().waitFor();
    await page.clock.fastForward(20_000);
    expect((await hears(page, 2))[1]).to.equal('请A零零二号到二号窗口办理');
  });

  it('is silent in quiet hours, and says so', async () => {
    const hall = await openHall();
    await hall.issueMany(1);
    const { page } = await openWall(hall, { query: '&quiet=00:00-24:00' });
    await hall.at('1', 'call-next');
    await nowCalling(page).getByText('A001').waitFor();
    await page.keyboard.press('s');
    await page.getByText('静音时段').waitFor();
    expect((await spokenBy(page)).said).to.deep.equal([]);
  });

  it('asks once for the tap that sound needs, and has only a chime without a voice', async () => {
    const hall = await openHall();
    const { page, trouble } = await openPage(browser);
    await page.goto(`${site.url}/display/${hall.hallId}`);
    const button = page.getByRole('button', { name: '点一下屏幕，开启叫号声音' });
    await button.click();
    await button.waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await page.getByText('只有提示音').waitFor();
    await isAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByText('只有提示音').waitFor({ state: 'detached' });
    expect(trouble).to.deep.equal([]);
  });

  it('says of a hall that is not known what is wrong', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${site.url}/display/nowhere`);
    await page.getByText('没有这个大厅，请检查地址。').waitFor();
  });

  describe('in each layout', () => {
    let hall: Hall;
    before(async () => {
      hall = await openHall({
        hall: { name: '市民中心政务服务大厅' },
        windows: Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n + 1}`, ['A', 'B']])),
        windowNames: { '3': '不动产登记与税务综合窗口' },
      });
      for (let n = 1; n <= 8; n += 1) {
        const path = `${hall.path}/windows/${n}`;
        const name = n === 3 ? '不动产登记与税务综合窗口' : `${n}号窗口`;
        const area = n <= 4 ? '东区' : '西区';
        await site.admin.put(path, { name, queueIds: ['A', 'B'], area });
        await hall.at(`${n}`, 'open');
      }
      await hall.issueMany(12, 'A');
      await hall.issueMany(6, 'B');
      for (const windowId of ['1', '2', '3', '5', '6', '7']) await hall.at(windowId, 'call-next');
      await hall.at('2', 'start');
      await hall.at('7', 'pause');
      await hall.at('7', 'recall');
    });

    const ticker = `&ticker=${encodeURIComponent('请保管好您的小票，过号请到咨询台。')}`;
    const states: readonly (readonly [string, string, Look])[] = [
      ['list', '', {}],
      ['grid', '&layout=grid', {}],
      ['areas', '&layout=areas', {}],
      ['one', '&layout=one&window=1', {}],
      ['portrait', '', { width: 1080, height: 1920 }],
      ['small', '', { width: 640, height: 400 }],
    ];
    for (const [name, query, look] of states)
      for (const language of ['zh-CN', 'en'] as const)
        it(`${name} is accessible in ${language}, light and dark, and nothing is cut off`, async () => {
          const { page, trouble } = await openWall(hall, {
            query: `${query}${ticker}&volume=0`,
            look: { ...look, language },
          });
          await page.getByText('A001').first().waitFor();
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await isAccessible(page);
            if (language === 'zh-CN') await shot(page, `display-${name}-${colorScheme}`);
          }
          const wide = await page.evaluate('document.documentElement.scrollWidth');
          expect(wide).to.be.at.most(look.width ?? 1920);
          expect(trouble).to.deep.equal([]);
        });
  });
});
