import { expect } from 'chai';
import fc from 'fast-check';
import {
  decideCredit,
  isAcceptance,
  type CreditCommand,
  type CreditRefusal,
} from '../../../src/domain/credit/decide.js';
import type { CreditEvent, GrantSource } from '../../../src/domain/credit/events.js';
import {
  creditOf,
  evolveCredit,
  freeGrant,
  hasUse,
  noCredit,
  remainingCredit,
  type CreditState,
} from '../../../src/domain/credit/state.js';
import {
  epochMs,
  instant,
  templateId,
  type Instant,
  type MessageId,
} from '../../../src/domain/ids.js';
import { later, nine } from '../hall/demo-hall.js';
import { specificationOf } from '../specification.js';

const jh = templateId('jh');
const pd = templateId('pd');
const one = 'm1' as MessageId;
const two = 'm2' as MessageId;

const granted = (source: GrantSource, at: Instant = nine, template = jh): CreditEvent => ({
  type: 'SubscriptionGranted',
  at,
  occurredAt: null,
  data: { templateId: template, source, ticketId: null },
});
const declined: CreditEvent = {
  type: 'SubscriptionDeclined',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, source: 'client', answer: 'reject', ticketId: null },
};
const of = (type: 'SubscriptionUsed' | 'SubscriptionReturned', id: MessageId): CreditEvent => ({
  type,
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId: id },
});
const used = (id: MessageId): CreditEvent => of('SubscriptionUsed', id);
const returned = (id: MessageId): CreditEvent => of('SubscriptionReturned', id);
const exhausted = (upToRevision: number, id = one): CreditEvent => ({
  type: 'SubscriptionsExhausted',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId: id, upToRevision },
});

const use = (id: MessageId): CreditCommand => ({
  type: 'UseGrant',
  at: nine,
  templateId: jh,
  messageId: id,
});
const give = (id: MessageId): CreditCommand => ({
  type: 'ReturnGrant',
  at: nine,
  templateId: jh,
  messageId: id,
});
const exhaust = (upToRevision: number): CreditCommand => ({
  type: 'ExhaustGrants',
  at: nine,
  templateId: jh,
  messageId: one,
  upToRevision,
});

// The revision of an event is its place in the stream; the specification knows of none.
const next = (state: CreditState, event: CreditEvent): CreditState =>
  evolveCredit(state, event, state.revision + 1);
const given = specificationOf<CreditState, CreditCommand, CreditEvent, CreditRefusal>({
  initialState: noCredit,
  decide: decideCredit,
  evolve: next,
});
const after = (...events: readonly CreditEvent[]): CreditState => events.reduce(next, noCredit);
const left = (...events: readonly CreditEvent[]): number => remainingCredit(after(...events), jh);

describe('reporting the answers of a person', () => {
  it('makes one event of each, in their order', () => {
    given()
      .when({
        type: 'ReportAnswers',
        at: nine,
        source: 'client',
        ticketId: null,
        answers: [
          { templateId: jh, answer: 'accept' },
          { templateId: jh, answer: 'reject' },
        ],
      })
      .then(granted('client'), declined);
  });

  it('takes every kind of acceptance, and nothing else, for one', () => {
    const answers = ['accept', 'acceptWithAudio', 'acceptWithForcePush', 'reject', 'ban', 'filter'];
    expect(answers.filter(isAcceptance)).to.deep.equal(answers.slice(0, 3));
  });

  it('remembers the latest answer until the next acceptance', () => {
    expect(creditOf(after(declined), jh).declined).to.equal(true);
    expect(creditOf(after(declined, granted('client')), jh).declined).to.equal(false);
    expect(creditOf(after(granted('client')), pd)).to.deep.equal({ grants: [], declined: false });
  });
});

describe('the report and the popup event of one acceptance', () => {
  const minutes = (...times: readonly (readonly [GrantSource, number])[]): number =>
    left(...times.map(([source, minute]) => granted(source, later(minute))));

  it('are one grant, whichever comes first', () => {
    expect(minutes(['client', 0], ['popup', 5])).to.equal(1);
    expect(minutes(['popup', 0], ['client', 5])).to.equal(1);
    expect(minutes(['legacy', 0], ['popup', 1])).to.equal(1);
  });

  it('are two when they are more than five minutes apart', () => {
    const apart = instant(epochMs(later(5)) + 1);
    expect(left(granted('client'), granted('popup', apart))).to.equal(2);
    expect(left(granted('popup', apart), granted('client'))).to.equal(2);
  });

  it('are told apart from others of the same side', () => {
    expect(minutes(['client', 0], ['client', 1])).to.equal(2);
    expect(minutes(['popup', 0], ['popup', 1])).to.equal(2);
    expect(minutes(['client', 0], ['legacy', 1])).to.equal(2);
    expect(left(granted('client'), granted('popup', nine, pd))).to.equal(1);
  });

  it('pair off one to one, oldest first', () => {
    const three = [0, 1, 2].map((minute) => granted('client', later(minute)));
    const popups = [0, 1, 2].map((minute) => granted('popup', later(minute)));
    expect(left(...three, ...popups)).to.equal(3);
    expect(left(...three, ...popups, granted('popup', later(2)))).to.equal(4);
    const { grants } = creditOf(after(...three, granted('popup', later(2))), jh);
    expect(grants.map(({ paired }) => paired)).to.deep.equal([true, false, false]);
  });

  it('go by the time at the source where it is known', () => {
    const late: CreditEvent = { ...granted('popup', later(30)), occurredAt: later(1) };
    expect(left(granted('client'), late)).to.equal(1);
  });

  it('do not bring back what was used or voided', () => {
    expect(left(granted('client'), used(one), granted('popup'))).to.equal(0);
    expect(left(granted('client'), exhausted(0), granted('popup'))).to.equal(0);
  });
});

describe('using a grant', () => {
  it('takes the oldest, once for a message', () => {
    given(granted('client')).when(use(one)).then(used(one));
    given(granted('client'), used(one)).when(use(one)).thenNothing();
    const state = after(granted('client'), granted('client'), used(one));
    expect(freeGrant(state, jh)?.revision).to.equal(1);
    expect(hasUse(state, jh, one)).to.equal(true);
    expect(hasUse(state, jh, two)).to.equal(false);
  });

  it('is refused without one, and says whether the person declined', () => {
    given().when(use(one)).thenRefused({ code: 'no_grant' });
    given(granted('client'), used(one)).when(use(two)).thenRefused({ code: 'no_grant' });
    given(declined).when(use(one)).thenRefused({ code: 'declined' });
    given(granted('client'), declined).when(use(one)).then(used(one));
  });
});

describe('returning a use', () => {
  it('frees the grant for another message', () => {
    given(granted('client'), used(one)).when(give(one)).then(returned(one));
    given(granted('client'), used(one)).when(give(two)).thenNothing();
    given(granted('client'), used(one), returned(one)).when(give(one)).thenNothing();
    given(granted('client'), used(one), returned(one)).when(use(two)).then(used(two));
  });

  it('brings nothing back of a voided grant', () => {
    given(granted('client'), used(one), exhausted(1), returned(one))
      .when(use(two))
      .thenRefused({ code: 'no_grant' });
  });
});

describe('a credit that WeChat does not know', () => {
  it('voids the grants up to the revision that was read', () => {
    given(granted('client'), used(one)).when(exhaust(1)).then(exhausted(1));
    expect(left(granted('client'), used(one), granted('client'), exhausted(1))).to.equal(1);
    expect(left(granted('client'), used(one), granted('client'), exhausted(2))).to.equal(0);
  });

  it('is recorded where it says anything new', () => {
    given().when(exhaust(3)).thenNothing();
    given(granted('client'), exhausted(0)).when(exhaust(0)).thenNothing();
    given(granted('client'), exhausted(0), granted('client')).when(exhaust(1)).thenNothing();
    given(granted('client'), exhausted(0), granted('client')).when(exhaust(2)).then(exhausted(2));
  });
});

const messages = fc.constantFrom('m1', 'm2', 'm3', 'm4').map((id) => id as MessageId);
const times = fc.nat(40).map(later);
const commands: fc.Arbitrary<CreditCommand> = fc.oneof(
  fc
    .record({ at: times, source: fc.constantFrom<GrantSource>('client', 'popup', 'legacy') })
    .map(({ at, source }): CreditCommand => ({
      type: 'ReportAnswers',
      at,
      source,
      ticketId: null,
      answers: [{ templateId: jh, answer: 'accept' }],
    })),
  messages.map(use),
  messages.map((id): CreditCommand => ({ ...use(id), lasting: true }) as CreditCommand),
  messages.map(give),
  fc.nat(30).map(exhaust),
);

describe('whatever comes to a credit', () => {
  const histories = fc.array(commands, { maxLength: 60, size: 'max' });
  const run = (all: readonly CreditCommand[], check: (state: CreditState) => void) => {
    const events: CreditEvent[] = [];
    let state = noCredit;
    for (const command of all) {
      const decided = decideCredit(state, command);
      for (const event of decided.ok ? decided.events : []) {
        state = next(state, event);
        events.push(event);
      }
      check(state);
    }
    return { state, events };
  };

  it('no more uses are open than there are grants, and no message has two', () => {
    fc.assert(
      fc.property(histories, (all) => {
        run(all, (state) => {
          const { grants } = creditOf(state, jh);
          const uses = grants.flatMap(({ usedBy }) => (usedBy === null ? [] : [usedBy]));
          const all = [...uses, ...grants.flatMap(({ lastingUses }) => lastingUses)];
          expect(uses.length).to.be.at.most(grants.length);
          expect(new Set(all).size).to.equal(all.length);
          expect(remainingCredit(state, jh)).to.be.at.most(grants.length - uses.length);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('every use and return in the log was one', () => {
    fc.assert(
      fc.property(histories, (all) => {
        const { events } = run(all, () => undefined);
        const open = new Set<MessageId>();
        for (const { type, data } of events) {
          if (type === 'SubscriptionUsed') {
            expect(open.has(data.messageId)).to.equal(false);
            open.add(data.messageId);
          }
          if (type === 'SubscriptionReturned') expect(open.delete(data.messageId)).to.equal(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('replaying its events gives the same credit', () => {
    fc.assert(
      fc.property(histories, (all) => {
        const { state, events } = run(all, () => undefined);
        expect(after(...events)).to.deep.equal(state);
      }),
      { numRuns: 200 },
    );
  });
});
