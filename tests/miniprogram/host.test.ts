import { expect } from 'chai';
import { openDocument, type TestDocument } from './document.js';
import { openScreen, type Screen } from './screen.js';
import { callerOf, eventually } from '../e2e/http.js';

type Navigation = (to: object) => void;
type Page = Readonly<{ setData: (data: object) => void }>;

describe('The place where the mini-program runs in a browser', () => {
  let document: TestDocument;
  let screen: Screen;
  before(() => {
    document = openDocument();
  });
  beforeEach(async () => {
    // Nobody answers here: nothing of this asks the service.
    const nobody = 'http://127.0.0.1:9';
    const simulator = callerOf(nobody, null);
    screen = await openScreen(document, { name: 'nobody', serviceUrl: nobody, simulator });
  });
  afterEach(() => screen.close());
  after(() => document.close());

  /** Calls what the pages call, and says what came back. */
  const ask = (name: string, to: object = {}): string => {
    const { wx } = globalThis as unknown as { wx: Readonly<Record<string, Navigation>> };
    let said = 'nothing';
    wx[name]?.({ ...to, complete: ({ errMsg }: { errMsg: string }) => (said = errMsg) });
    return said;
  };

  it('keeps a stack of pages, at most ten, as WeChat does', () => {
    expect(ask('navigateTo', { url: '/pages/privacy/privacy' })).to.equal('navigateTo:ok');
    expect(screen.program.current()).to.include({
      path: 'pages/privacy/privacy',
      title: '隐私说明',
    });
    for (let more = 3; more <= 10; more += 1) ask('navigateTo', { url: '/pages/privacy/privacy' });
    expect(ask('navigateTo', { url: '/pages/privacy/privacy' })).to.contain('limit exceed');
    ask('navigateBack', { delta: 4 });
    expect(screen.program.pages()).to.have.length(6);
    ask('navigateBack', { delta: 99 });
    expect(screen.program.pages()).to.deep.equal(['pages/index/index']);
  });

  it('replaces a page, and begins anew', () => {
    ask('redirectTo', { url: '/pages/privacy/privacy' });
    expect(screen.program.pages()).to.deep.equal(['pages/privacy/privacy']);
    ask('navigateTo', { url: '/pages/privacy/privacy' });
    ask('reLaunch', { url: '/pages/index/index?scene=%20x' });
    expect(screen.program.current()).to.deep.include({
      path: 'pages/index/index',
      query: { scene: '%20x' },
    });
    expect(screen.program.pages()).to.have.length(1);
  });

  it('refuses a page that is not there', () => {
    expect(ask('navigateTo', { url: '/pages/other/other' })).to.contain('is not found');
    expect(screen.program.pages()).to.have.length(1);
  });

  it('shows one page at a time, with its own style sheet', () => {
    ask('navigateTo', { url: '/pages/privacy/privacy' });
    const links = [...document.window.document.head.querySelectorAll('link')].map(
      (link) => link as unknown as { href: string; disabled: boolean },
    );
    const inForce = links.filter(({ disabled }) => !disabled).map(({ href }) => href);
    expect(inForce.some((href) => href.endsWith('/app.css'))).to.equal(true);
    expect(inForce.some((href) => href.endsWith('/privacy.css'))).to.equal(true);
    expect(inForce.filter((href) => href.endsWith('/index.css'))).to.deep.equal([]);
    expect(screen.texts('.title')[0]).to.equal('我们收集什么');
    expect(screen.sees('.scan')).to.equal(false);
  });

  it('keeps the page that is open when it is to open one that is not there', async () => {
    const refused = await screen.program.relaunch({ path: 'pages/other/other', query: {} }).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(refused).to.contain('pages/other/other');
    expect(screen.program.pages()).to.deep.equal(['pages/index/index']);
  });

  it('opens the page of a ticket that nobody names, and says so', async () => {
    for (const query of [{}, { ticketId: '%E0%A4%A' }]) {
      await screen.program.relaunch({ path: 'pages/ticket/ticket', query });
      await screen.reads('.problem-text', '没有这个号码。');
    }
    screen.tap('.retry');
    await screen.on('pages/index/index');
  });

  it('goes on in the page in sight when ten are open', () => {
    for (let more = 2; more <= 10; more += 1) ask('navigateTo', { url: '/pages/index/index' });
    screen.tap('.link.privacy');
    expect(screen.program.pages()).to.have.length(10);
    expect(screen.program.current().path).to.equal('pages/privacy/privacy');
  });

  it('shows what a page writes into a field that somebody has typed in', async () => {
    screen.type('.code-input', 'b2Xk_9-aQ');
    const page = (globalThis as unknown as { getCurrentPages: () => Page[] }).getCurrentPages()[0];
    page?.setData({ typedCode: '' });
    await eventually('the field to be empty', async () => screen.value('.code-input') === '');
  });

  it('lets `requestSubscribeMessage` tell a tap from anything else', () => {
    const { wx } = screen as unknown as { wx: { __tapping: boolean } };
    expect(wx.__tapping).to.equal(false);
    screen.tap('.link.privacy');
    expect(wx.__tapping).to.equal(false);
    expect(screen.program.current().path).to.equal('pages/privacy/privacy');
  });
});
