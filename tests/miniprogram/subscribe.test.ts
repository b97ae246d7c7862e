import { expect } from 'chai';
import fc from 'fast-check';
import { createCore } from '../../miniprogram/logic/core.js';
import { languages } from '../../miniprogram/logic/languages.js';
import { outcomeOf, templatesToAsk } from '../../miniprogram/logic/subscribe.js';
import { fakePhone, loginReply, problem, settle, type FakePhone } from './fake-phone.js';
import { subscriptionOf, ticketOf } from './samples.js';

const base = 'https://queue.test';
const results = { 'template-jh': 'accept', errMsg: 'requestSubscribeMessage:ok' };
const saved = { status: 200, body: { granted: ['template-jh'], declined: [] } };

const reports = (phone: FakePhone) =>
  phone.requests.filter(({ url }) => url.endsWith('/subscriptions'));

/** Turns time until the act is over. */
const over = async <T>(phone: FakePhone, act: Promise<T>): Promise<T> => {
  for (let turn = 0; turn < 6; turn += 1) {
    await settle();
    phone.clock.advance(10_000);
  }
  return act;
};

describe('What a tap asks for', () => {
  it('is each template once, those of which nothing is left first', () => {
    const asked = templatesToAsk([
      subscriptionOf({ kind: 'near-turn', templateId: 'jh', remaining: 2 }),
      subscriptionOf({ kind: 'called', templateId: 'jh', remaining: 2 }),
      subscriptionOf({ kind: 'queued', templateId: 'pd', remaining: 0 }),
    ]);
    expect(asked).to.deep.equal(['pd', 'jh']);
  });

  it('is no long-term template that is accepted already, and never both sorts at once', () => {
    const lasting = subscriptionOf({ templateId: 'long', longTerm: true, remaining: 1 });
    const once = subscriptionOf({ templateId: 'once', remaining: 1 });
    expect(templatesToAsk([lasting, once])).to.deep.equal(['once']);
    expect(templatesToAsk([{ ...lasting, remaining: 0 }, once])).to.deep.equal(['long']);
  });

  it('is always what WeChat takes: at most five, distinct, of one sort', () => {
    const subscription = fc.record({
      kind: fc.constantFrom('near-turn', 'queued', 'called', 'missed', 'new'),
      templateId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      remaining: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(subscription), (all) => {
        const given = all.map((one) => ({ ...one, longTerm: one.templateId < 'd' }));
        const asked = templatesToAsk(given);
        expect(asked.length).to.be.at.most(5);
        expect(new Set(asked).size).to.equal(asked.length);
        expect(new Set(asked.map((id) => id < 'd')).size).to.be.at.most(1);
        if (given.some(({ longTerm, remaining }) => !longTerm || remaining === 0))
          expect(asked.length).to.be.greaterThan(0);
      }),
    );
  });
});

describe('What a tap’s answer means', () => {
  const ofValues = (...values: string[]) =>
    outcomeOf({
      ok: true,
      results: Object.fromEntries([...values.entries()].map(([at, value]) => [`t${at}`, value])),
    });

  for (const [value, outcome] of [
    ['accept', 'accepted'],
    ['acceptWithAlert', 'accepted'],
    ['acceptWithAudio', 'accepted'],
    ['acceptWithForcePush', 'accepted'],
    ['acceptSomethingNew', 'accepted'],
    ['reject', 'rejected'],
    ['ban', 'banned'],
    ['filter', 'filtered'],
    ['somethingNew', 'rejected'],
  ] as const)
    it(`${value} is ${outcome}`, () => expect(ofValues(value)).to.equal(outcome));

  it('some accepted is partly, none named is rejected', () => {
    expect(ofValues('accept', 'reject')).to.equal('partly');
    expect(ofValues('ban', 'filter')).to.equal('rejected');
    expect(ofValues()).to.equal('rejected');
  });

  const failCodes = [10001, 10002, 10003, 10004, 10005, 20001, 20002, 20003, 20004, 20005, 20013];
  for (const errCode of [...failCodes, 99999])
    it(`fail code ${errCode} has a text of its own in each language`, () => {
      const outcome = outcomeOf({ ok: false, errCode, errMsg: 'requestSubscribeMessage:fail' });
      expect(outcome === 'tryAgain').to.equal(errCode === 99999);
      for (const texts of Object.values(languages))
        expect(texts.subscribe[outcome]).to.be.a('string').that.is.not.empty;
    });

  it('knows the refusal outside of a tap by its words, for it has no code', () => {
    const errMsg = 'requestSubscribeMessage:fail can only be invoked by user TAP gesture.';
    expect(outcomeOf({ ok: false, errCode: null, errMsg })).to.equal('notFromTap');
    expect(outcomeOf({ ok: false, errCode: null, errMsg: 'fail' })).to.equal('tryAgain');
    expect(outcomeOf({ ok: false, errCode: 20004, errMsg: 'fail' })).to.equal('mainSwitchOff');
    expect(outcomeOf({ ok: false, errCode: 20005, errMsg: 'fail' })).to.equal('capabilityBanned');
  });
});

describe('A tap on 轮到我时通知我', () => {
  it('asks WeChat before anything is awaited, also when nobody is logged in', () => {
    const phone = fakePhone();
    const core = createCore(phone.platform, base);
    void core.subscribe(ticketOf());
    expect(phone.asked).to.deep.equal([['template-jh']]);
    expect(phone.requests).to.deep.equal([]);
  });

  it('logs in after the answer, and reports the answer as it is', async () => {
    const phone = fakePhone();
    phone.popup({ ok: true, results });
    phone.serve(({ url }) => (url.endsWith('/login') ? loginReply() : saved));
    const core = createCore(phone.platform, base);
    const tapped = await core.subscribe(ticketOf());
    expect(tapped.outcome).to.equal('accepted');
    expect(tapped.saved).to.deep.equal({ ok: true, value: saved.body });
    expect(phone.requests.map(({ url }) => url)).to.deep.equal([
      `${base}/api/v1/wechat/login`,
      `${base}/api/v1/tickets/t1/subscriptions`,
    ]);
    expect(reports(phone)[0]?.body).to.deep.equal({ results });
    expect(reports(phone)[0]?.headers['idempotency-key']).to.match(/^[\x21-\x7e]{8,128}$/);
    expect(core.outbox.waiting()).to.equal(0);
  });

  it('reports nothing when WeChat did not ask', async () => {
    const phone = fakePhone();
    phone.popup({ ok: false, errCode: 20004, errMsg: 'requestSubscribeMessage:fail' });
    const tapped = await createCore(phone.platform, base).subscribe(ticketOf());
    expect(tapped).to.deep.equal({ outcome: 'mainSwitchOff', saved: null });
    expect(phone.requests).to.deep.equal([]);
  });

  it('asks nothing where there is nothing to ask', async () => {
    const phone = fakePhone();
    const tapped = await createCore(phone.platform, base).subscribe(
      ticketOf({ subscriptions: [] }),
    );
    expect(tapped.outcome).to.equal('nothingToAsk');
    expect(phone.asked).to.deep.equal([]);
  });
});

describe('What a tap gave', () => {
  const offlineTap = async (phone: FakePhone) => {
    phone.popup({ ok: true, results });
    phone.serve(() => 'lost');
    const core = createCore(phone.platform, base);
    const tapped = await over(phone, core.subscribe(ticketOf()));
    expect(tapped.saved).to.deep.include({ ok: false });
    return core;
  };

  it('is kept while the service cannot be reached, over a restart, and saved once under one key', async () => {
    const phone = fakePhone();
    await offlineTap(phone);
    const core = createCore(phone.platform, base);
    expect(core.outbox.waiting()).to.equal(1);
    phone.requests.length = 0;
    phone.serve(({ url }) => (url.endsWith('/login') ? loginReply() : saved));
    await Promise.all([core.outbox.flush(), core.outbox.flush()]);
    expect(core.outbox.waiting()).to.equal(0);
    expect(reports(phone)).to.have.length(1);
    expect(reports(phone)[0]?.body).to.deep.equal({ results });
  });

  it('is sent with the same key each time', async () => {
    const phone = fakePhone();
    phone.serve(() => loginReply());
    await createCore(phone.platform, base).session.signIn();
    const core = await offlineTap(phone);
    await over(phone, core.outbox.flush());
    const keys = reports(phone).map(({ headers }) => headers['idempotency-key']);
    expect(keys.length).to.be.greaterThan(3);
    expect(new Set(keys).size).to.equal(1);
  });

  for (const [status, code, isKept] of [
    [400, 'unknown_template', false],
    [403, 'forbidden', false],
    [404, 'unknown_ticket', false],
    [422, 'idempotency_key_reused', false],
    [401, 'unauthenticated', true],
    [429, 'rate_limited', true],
    [503, 'store_unavailable', true],
    [500, 'internal', true],
  ] as const)
    it(`${isKept ? 'is kept' : 'is dropped'} after ${status} ${code}`, async () => {
      const phone = fakePhone();
      phone.popup({ ok: true, results });
      phone.serve(({ url }) => (url.endsWith('/login') ? loginReply() : problem(status, code)));
      const core = createCore(phone.platform, base);
      await over(phone, core.subscribe(ticketOf()));
      expect(core.outbox.waiting()).to.equal(isKept ? 1 : 0);
    });

  it('is dropped when the service may have forgotten its key: it would count twice', async () => {
    const phone = fakePhone();
    const core = await offlineTap(phone);
    phone.clock.advance(22 * 3_600_000);
    expect(core.outbox.waiting()).to.equal(1);
    phone.clock.advance(3_600_000);
    expect(core.outbox.waiting()).to.equal(0);
  });

  it('does not come to grief over what else is in the storage', () => {
    const phone = fakePhone();
    phone.stored.set('outbox', [null, 7, { key: 1 }, { key: 'k', ticketId: 't', results: null }]);
    expect(createCore(phone.platform, base).outbox.waiting()).to.equal(0);
    phone.stored.set('outbox', 'nonsense');
    expect(createCore(phone.platform, base).outbox.waiting()).to.equal(0);
  });
});
