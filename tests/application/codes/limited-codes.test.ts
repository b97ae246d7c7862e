import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { LimitedCodeMaker } from '../../../src/application/codes/limited-codes.js';
import type {
  CallOutcome,
  LimitedCode,
  LimitedCodeRequest,
} from '../../../src/application/ports/wechat.js';
import type { LimitedCodeWish } from '../../../src/domain/codes/events.js';
import { ManualClock } from '../../support/manual-clock.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { FaultyStore } from '../faulty-store.js';
import { by, uuid } from '../rig.js';

type Outcome = CallOutcome<LimitedCode>;

const bytes = Buffer.from('89504e47', 'hex');
const drawn: Outcome = {
  outcome: 'ok',
  value: { picture: { bytes, contentType: 'image/png' }, numUsed: 17 },
};
const refused: Outcome = { outcome: 'refused', errcode: 41030, reason: 'invalid page' };
const later: Outcome = { outcome: 'later', errcode: null, reason: 'ECONNREFUSED' };
const busy: Outcome = { outcome: 'later', errcode: -1, reason: 'system error' };
const unknown: Outcome = { outcome: 'unknown', reason: 'timeout' };

const wishOf = (path = 'pages/index/index'): LimitedCodeWish => ({
  api: 'createwxaqrcode',
  path,
  width: 430,
});

/** A log, and WeChat as it is told to be; each maker is one instance. */
class Account {
  readonly store = new FaultyStore(new SqliteEventStore({ path: ':memory:' }));
  /** Stands still; a pause after a conflict is over at the next turn. */
  readonly clock = Object.assign(new ManualClock(), { sleep: () => turn() });
  readonly asked: LimitedCodeRequest[] = [];
  answer: () => Outcome | Promise<Outcome> = () => drawn;

  maker(cap = 100): LimitedCodeMaker {
    return new LimitedCodeMaker({
      store: this.store,
      clock: this.clock,
      ids: { uuid, random: () => 0 },
      metrics: { count: () => undefined } as never,
      codes: {
        limited: async (request) => {
          this.asked.push(request);
          return this.answer();
        },
      },
      cap,
    });
  }

  async types(): Promise<string[]> {
    const types: string[] = [];
    for await (const { type } of this.store.readStream({ stream: 'limited-codes' }))
      types.push(type);
    return types;
  }
}

const codeOf = (making: Promise<unknown>): Promise<unknown> =>
  making.then(
    (outcome) => outcome,
    (error: { code: string }) => error.code,
  );

describe('the codes of the lifetime quota', () => {
  let account: Account;
  beforeEach(() => {
    account = new Account();
  });

  it('are reserved before WeChat is asked, and kept with their picture', async () => {
    account.answer = async () => {
      expect(await account.types()).to.deep.equal(['LimitedCodeReserved']);
      return drawn;
    };
    const outcome = await account.maker().make(wishOf(), by());
    if (outcome.outcome !== 'ok') expect.fail(outcome.reason);
    expect(outcome.value).to.include({ isNew: true, replayed: false });
    expect(await account.types()).to.deep.equal(['LimitedCodeReserved', 'LimitedCodeMade']);
  });

  it('are drawn once: the same again comes from the log, at any instance', async () => {
    await account.maker().make(wishOf(), by());
    const again = await account.maker(0).make(wishOf(), by());
    expect(again).to.deep.equal({
      outcome: 'ok',
      value: { picture: { bytes, contentType: 'image/png' }, isNew: false, replayed: false },
    });
    await account.maker().make({ ...wishOf(), width: 280 }, by());
    await account.maker().make({ ...wishOf(), api: 'getwxacode' }, by());
    expect(account.asked).to.have.length(3);
  });

  it('are drawn once when they are asked for at the same time', async () => {
    const maker = account.maker();
    const both = await Promise.all([maker.make(wishOf(), by()), maker.make(wishOf(), by())]);
    expect(account.asked).to.have.length(1);
    const isNew = both.map((one) => (one.outcome === 'ok' ? one.value.isNew : null));
    expect(isNew).to.deep.equal([true, false]);
  });

  it('count when it is not known what became of them, and not when they were refused', async () => {
    const maker = account.maker(2);
    const counted = async (outcome: Outcome, path: string) => {
      account.answer = () => outcome;
      return codeOf(maker.make(wishOf(path), by()));
    };
    for (const outcome of [refused, later])
      expect(await counted(outcome, 'pages/a')).to.deep.equal(outcome);
    expect(await counted(unknown, 'pages/a')).to.deep.equal(unknown);
    expect(await counted(busy, 'pages/a')).to.deep.equal(busy);
    expect(await counted(drawn, 'pages/a')).to.equal('limited_codes_spent');
    expect(account.asked).to.have.length(4);
  });

  it('count when the process dies between the reservation and the answer', async () => {
    account.answer = () => Promise.reject(new Error('killed'));
    await codeOf(account.maker(1).make(wishOf(), by()));
    account.answer = () => drawn;
    expect(await codeOf(account.maker(1).make(wishOf(), by()))).to.equal('limited_codes_spent');
    expect(account.asked).to.have.length(1);
  });

  it('are not asked for while the reservation is not known to be written', async () => {
    account.store.down = true;
    expect(await codeOf(account.maker().make(wishOf(), by()))).to.equal('store_unavailable');
    expect(account.asked).to.deep.equal([]);
  });

  it('are none where the cap is 0', async () => {
    expect(await codeOf(account.maker(0).make(wishOf(), by()))).to.equal('limited_codes_spent');
  });

  it('answer the same key again, and refuse it for another wish', async () => {
    const maker = account.maker();
    await maker.make(wishOf(), by('key-0001', 'one'));
    const again = await maker.make(wishOf(), by('key-0001', 'one'));
    expect(again).to.have.nested.property('value.replayed', true);
    expect(again).to.have.nested.property('value.isNew', true);
    const other = maker.make(wishOf('pages/b'), by('key-0001', 'two'));
    expect(await codeOf(other)).to.equal('idempotency_key_reused');
    expect(account.asked).to.have.length(1);
  });

  it('are not refused to one because of another’s key', async () => {
    const maker = account.maker();
    await maker.make(wishOf(), by('key-0001', 'one'));
    const reused = codeOf(maker.make(wishOf('pages/b'), by('key-0001', 'two')));
    const fresh = maker.make(wishOf('pages/b'), by('key-0002', 'two'));
    expect(await reused).to.equal('idempotency_key_reused');
    expect(await codeOf(fresh)).to.have.nested.property('value.isNew', true);
  });

  it('never pass the cap, whoever asks for what and whatever WeChat answers', async () => {
    const outcomes = fc.constantFrom(drawn, refused, later, busy, unknown);
    const asks = fc.array(
      fc.record({ instance: fc.nat({ max: 2 }), path: fc.constantFrom('a', 'b', 'c'), outcomes }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(asks, fc.integer({ min: 0, max: 4 }), async (all, cap) => {
        const world = new Account();
        const makers = [world.maker(cap), world.maker(cap), world.maker(cap)];
        let mayBeDrawn = 0;
        let next = 0;
        world.answer = async () => {
          const outcome = all[(next += 1) % all.length]?.outcomes ?? drawn;
          const isCertainlyNot =
            outcome.outcome === 'refused' || (outcome.outcome === 'later' && outcome !== busy);
          if (!isCertainlyNot) mayBeDrawn += 1;
          await Promise.resolve();
          return outcome;
        };
        await Promise.all(
          all.map(({ instance, path }) =>
            codeOf(makers[instance]?.make(wishOf(`pages/${path}`), by()) ?? Promise.resolve()),
          ),
        );
        expect(mayBeDrawn).to.be.at.most(cap);
      }),
      { numRuns: 60 },
    );
  });
});
