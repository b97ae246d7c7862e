import { expect } from 'chai';
import { createCore } from '../../miniprogram/logic/core.js';
import { fakePhone, loginReply, problem, settle, type FakePhone, type Said } from './fake-phone.js';
import { ticketOf } from './samples.js';

const base = 'https://queue.test';
const isLogin = (url: string): boolean => url.endsWith('/wechat/login');

const loggedIn = async (phone: FakePhone) => {
  phone.serve(() => loginReply());
  const core = createCore(phone.platform, base);
  await core.session.signIn();
  phone.requests.length = 0;
  return core;
};

describe('The mini-program’s login', () => {
  it('logs a person in who is not, and then goes on with what they did', async () => {
    const phone = fakePhone();
    phone.serve(({ url }) => (isLogin(url) ? loginReply() : { status: 200, body: ticketOf() }));
    const core = createCore(phone.platform, base);
    const answer = await core.api.ticket('t1');
    expect(answer.ok).to.equal(true);
    expect(phone.requests.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      `POST ${base}/api/v1/wechat/login`,
      `GET ${base}/api/v1/tickets/t1`,
    ]);
    expect(phone.requests[0]?.body).to.deep.equal({ code: 'code-1' });
    expect(phone.requests[1]?.headers['authorization']).to.equal('Bearer token-1');
  });

  it('logs in anew when the service does not know the token any more, with the same key', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    phone.serve(({ url, headers }) => {
      if (isLogin(url)) return loginReply('token-2');
      if (headers['authorization'] !== 'Bearer token-2') return problem(401, 'unauthenticated');
      return { status: 200, body: ticketOf() };
    });
    expect((await core.api.bind('bind-code', 'key-1234')).ok).to.equal(true);
    const [first, login, second] = phone.requests;
    expect([first, second].map((one) => one?.headers['idempotency-key'])).to.deep.equal([
      'key-1234',
      'key-1234',
    ]);
    expect(isLogin(login?.url ?? '')).to.equal(true);
    expect(phone.requests).to.have.length(3);
  });

  it('does not go round in circles when the new token is refused, too', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    phone.serve(({ url }) =>
      isLogin(url) ? loginReply('token-2') : problem(401, 'unauthenticated'),
    );
    const answer = await core.api.ticket('t1');
    expect(answer.ok ? '' : answer.problem.code).to.equal('unauthenticated');
    expect(phone.requests).to.have.length(3);
  });

  it('shares one login among requests made at once', async () => {
    const phone = fakePhone();
    phone.serve(({ url }) => (isLogin(url) ? loginReply() : { status: 200, body: ticketOf() }));
    const core = createCore(phone.platform, base);
    await Promise.all([core.api.ticket('t1'), core.api.ticket('t2'), core.api.ticket('t3')]);
    expect(phone.logins()).to.equal(1);
  });

  for (const [name, lost] of [
    ['is refused', problem(401, 'wechat_code_invalid')],
    ['is lost with its answer', 'lost'],
  ] as const)
    it(`asks for a new code, once, when one ${name}`, async () => {
      const phone = fakePhone();
      let refusals = 1;
      phone.serve((): Said | 'lost' => {
        refusals -= 1;
        return refusals >= 0 ? lost : loginReply();
      });
      const core = createCore(phone.platform, base);
      expect((await core.session.signIn()).ok).to.equal(true);
      expect(phone.requests.map(({ body }) => body)).to.deep.equal([
        { code: 'code-1' },
        { code: 'code-2' },
      ]);
      refusals = 9;
      expect((await core.session.signIn()).ok).to.equal(false);
      expect(phone.logins()).to.equal(4);
    });

  for (const code of ['wechat_user_blocked', 'wechat_unavailable'])
    it(`asks for no other code after ${code}`, async () => {
      const phone = fakePhone();
      phone.serve(() => problem(403, code));
      const core = createCore(phone.platform, base);
      expect(await core.session.signIn()).to.deep.include({ ok: false });
      expect(phone.logins()).to.equal(1);
    });

  it('keeps the token over a restart, and uses none that is over', async () => {
    const phone = fakePhone();
    await loggedIn(phone);
    const again = createCore(phone.platform, base);
    expect(again.session.token()).to.equal('token-1');
    phone.clock.advanceTo('2025-03-10T08:59:30+08:00');
    expect(again.session.token()).to.equal(null);
  });

  it('asks nothing of the service to know that nobody has a ticket here', async () => {
    const phone = fakePhone();
    const core = createCore(phone.platform, base);
    expect(await core.currentTicket()).to.equal(null);
    expect(phone.requests).to.deep.equal([]);
  });

  it('finds the tickets of somebody whose login has ended, and the one that is called first', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    phone.clock.advance(30 * 24 * 60 * 60 * 1000);
    const states = ['completed', 'waiting', 'called'];
    const items = states.map((state) => ({ ...ticketOf({ state }), ticketId: state }));
    phone.serve(({ url }) =>
      isLogin(url)
        ? { status: 200, body: { token: 'token-2', expiresAt: '2999-01-01T00:00:00Z' } }
        : { status: 200, body: { items, nextCursor: null } },
    );
    expect((await core.currentTicket())?.ticketId).to.equal('called');
    items.pop();
    expect((await core.currentTicket())?.ticketId).to.equal('waiting');
  });

  it('forgets the login, the choices and the keys with the person', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    phone.serve(() => 'lost');
    const report = core.outbox.report('t1', { template: 'accept' });
    for (let turn = 0; turn < 5; turn += 1) {
      await settle();
      phone.clock.advance(10_000);
    }
    await report;
    expect(core.outbox.waiting()).to.equal(1);
    phone.serve(() => ({ status: 204 }));
    expect((await core.forgetMe()).ok).to.equal(true);
    expect(core.outbox.waiting()).to.equal(0);
    expect(core.session.token()).to.equal(null);
    expect([...phone.stored.keys()]).to.deep.equal([]);
  });
});

describe('The mini-program’s requests', () => {
  const attempts = async (phone: FakePhone, act: Promise<unknown>): Promise<number> => {
    for (let turn = 0; turn < 6; turn += 1) {
      await settle();
      phone.clock.advance(10_000);
    }
    await act;
    return phone.requests.length;
  };

  for (const [name, said] of [
    ['a lost answer', 'lost'],
    ['503 store_unavailable', problem(503, 'store_unavailable', 2)],
    ['429 rate_limited', problem(429, 'rate_limited', 1)],
  ] as const)
    it(`are sent again with the same key after ${name}, three times at most`, async () => {
      const phone = fakePhone();
      const core = await loggedIn(phone);
      phone.serve(() => said);
      expect(await attempts(phone, core.api.bind('code', 'key-1234'))).to.equal(3);
      expect(
        new Set(phone.requests.map(({ headers }) => headers['idempotency-key'])),
      ).to.deep.equal(new Set(['key-1234']));
    });

  it('are not sent again after an answer for good', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    for (const [status, code] of [
      [404, 'unknown_bind_code'],
      [409, 'ticket_bound'],
      [503, 'wechat_unavailable'],
    ] as const) {
      phone.requests.length = 0;
      phone.serve(() => problem(status, code));
      expect(await attempts(phone, core.api.bind('code', 'key-1234'))).to.equal(1);
    }
  });

  it('call an answer that is not as documented unreadable', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    for (const body of ['<html>', { ticketId: 7 }, null, { ...ticketOf(), ahead: 'many' }]) {
      phone.serve(() => ({ status: 200, body }));
      const answer = await core.api.ticket('t1');
      expect(answer.ok ? '' : answer.problem.code).to.equal('unreadable');
    }
  });

  it('never have the token or a person in an address', async () => {
    const phone = fakePhone();
    const core = await loggedIn(phone);
    phone.serve(() => ({ status: 200, body: ticketOf() }));
    await core.api.ticket('t1');
    await core.api.myTickets({ limit: 20, cursor: 'c=1&d' });
    await core.api.bind('a/b?c', 'key-1234');
    for (const { url } of phone.requests) expect(url).not.to.match(/token-1|openid|Bearer/i);
    expect(phone.requests[1]?.url).to.equal(`${base}/api/v1/me/tickets?limit=20&cursor=c%3D1%26d`);
  });
});
