import { expect } from 'chai';

type Navigation = Readonly<{ openPage: (url: string) => void }>;
type To = Readonly<{ url: string; fail?: () => void; complete?: () => void }>;

/** Compiled beside the compiled tests: the compiler of the tests knows no `wx`. */
const built = new URL('../../miniprogram-web/platform/navigation.js', import.meta.url);

/** A `wx` that answers when it is told to, as a phone does when the page has come up. */
const slowPhone = () => {
  const opened: To[] = [];
  const replaced: string[] = [];
  const wx = {
    navigateTo: (to: To) => void opened.push(to),
    redirectTo: ({ url }: To) => void replaced.push(url),
  };
  return { wx, opened, replaced };
};

describe('A page that a tap opens', () => {
  const globals = globalThis as { wx?: unknown };
  const wxBefore = globals.wx;
  let openPage: Navigation['openPage'];
  before(async () => {
    ({ openPage } = (await import(built.href)) as Navigation);
  });
  afterEach(() => (globals.wx = wxBefore));

  it('is opened once, however often it is tapped before it comes up', () => {
    const { wx, opened } = slowPhone();
    globals.wx = wx;
    for (let taps = 0; taps < 3; taps += 1) openPage('/pages/tickets/tickets');
    expect(opened.map(({ url }) => url)).to.deep.equal(['/pages/tickets/tickets']);
    opened[0]?.complete?.();
    openPage('/pages/privacy/privacy');
    expect(opened.at(-1)?.url).to.equal('/pages/privacy/privacy');
    opened.at(-1)?.complete?.();
  });

  it('takes the place of the one in sight where WeChat opens no more', () => {
    const { wx, opened, replaced } = slowPhone();
    globals.wx = wx;
    openPage('/pages/tickets/tickets');
    opened[0]?.fail?.();
    opened[0]?.complete?.();
    expect(replaced).to.deep.equal(['/pages/tickets/tickets']);
  });
});
