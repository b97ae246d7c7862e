import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.js';
import { eventually } from '../e2e/http.js';
import { startRig, type Rig } from '../e2e/rig.js';
import type { Hall } from '../e2e/hall.js';
import { TcpProxy } from '../faults/tcp-proxy.js';
import { giveVoice, hears, spokenBy, tap, twice } from './display-wall.js';
import { openPage } from './site.js';

/** A service that goes and comes back, a cable that is cut: no call is lost, and none is said twice. */
describe('the wall screen without contact', function () {
  this.timeout(60_000);
  let rig: Rig;
  let proxy: TcpProxy;
  let browser: Browser;
  let hall: Hall;
  let page: Page;
  const one = '请A零零一号到一号窗口办理';

  before(async function () {
    browser = await openBrowser(this);
    rig = await startRig();
    const { hostname, port } = new URL(rig.url);
    proxy = await TcpProxy.start({ host: hostname, port: Number(port) });
  });
  beforeEach(async () => {
    proxy.set('pass');
    hall = await rig.hall({ windows: { '1': ['A'], '2': ['A'], '3': ['A'] } });
    for (const windowId of ['1', '2', '3']) await hall.at(windowId, 'open');
    await hall.issueMany(5);
    const opened = await openPage(browser);
    page = opened.page;
    await giveVoice(opened.context);
    await page.clock.install();
    await page.goto(`http://127.0.0.1:${proxy.port}/display/${hall.hallId}?chime=off`);
    await page.getByText('还没有叫号').waitFor();
    await tap(page);
    await hall.at('1', 'call-next');
    expect(await hears(page, 2)).to.deep.equal(twice(one));
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  after(async () => {
    await browser?.close();
    await proxy?.stop();
    await rig?.close();
  });

  it('says what was called during a short cut once it is back, and nothing twice', async () => {
    proxy.set('reset');
    await hall.at('2', 'call-next');
    proxy.set('pass');
    await hears(page, 4);
    await hall.at('3', 'call-next');
    expect(await hears(page, 6)).to.deep.equal([
      ...twice(one),
      ...twice('请A零零二号到二号窗口办理'),
      ...twice('请A零零三号到三号窗口办理'),
    ]);
  });

  it('goes grey after 15 s, says as of when, and only shows what it has missed', async () => {
    proxy.set('reset');
    await page.clock.fastForward(20_000);
    await page.getByText('以人工叫号为准').waitFor();
    await page.getByText(/截至 \d\d:\d\d/).waitFor();
    await hall.at('2', 'call-next');
    proxy.set('pass');
    await page.getByText('A002').first().waitFor();
    await page.getByText('以人工叫号为准').waitFor({ state: 'detached' });
    expect((await spokenBy(page)).said).to.deep.equal(twice(one));
  });

  it('goes on where it was when the service has been started anew', async () => {
    const { dataDir } = rig;
    const { port } = new URL(rig.url);
    await hall.at('2', 'call-next');
    await rig.close();
    rig = await startRig({ dataDir, settings: { PORT: port } });
    await rig.admin.post(`${hall.path}/windows/3/call-next`, {});
    const said = await eventually('three calls', async () => {
      const heard = (await spokenBy(page)).said;
      return heard.length >= 6 && heard;
    });
    expect(said).to.deep.equal([
      ...twice(one),
      ...twice('请A零零二号到二号窗口办理'),
      ...twice('请A零零三号到三号窗口办理'),
    ]);
  });
});
