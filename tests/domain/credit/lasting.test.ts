import { expect } from 'chai';
import fc from 'fast-check';
import { decideCredit, type CreditCommand } from '../../../src/domain/credit/decide.js';
import type { CreditRefusal } from '../../../src/domain/credit/decide.js';
import type { CreditEvent } from '../../../src/domain/credit/events.js';
import {
  creditOf,
  evolveCredit,
  hasUse,
  noCredit,
  remainingCredit,
  type CreditState,
} from '../../../src/domain/credit/state.js';
import { templateId, type Instant, type MessageId } from '../../../src/domain/ids.js';
import { later, nine } from '../hall/demo-hall.js';
import { specificationOf } from '../specification.js';

const jh = templateId('jh');
const one = 'm1' as MessageId;
const two = 'm2' as MessageId;

const accepted = (at: Instant = nine): CreditEvent => ({
  type: 'SubscriptionGranted',
  at,
  occurredAt: null,
  data: { templateId: jh, source: 'client', ticketId: null },
});
const used = (messageId: MessageId): CreditEvent => ({
  type: 'SubscriptionUsed',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId, lasting: true },
});
const usedUp = (messageId: MessageId): CreditEvent => ({
  type: 'SubscriptionUsed',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId },
});
const returned = (messageId: MessageId): CreditEvent => ({
  type: 'SubscriptionReturned',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId },
});
const takenBack = (at: Instant): CreditEvent => ({
  type: 'SubscriptionDeclined',
  at,
  occurredAt: null,
  data: { templateId: jh, source: 'change', answer: 'reject', ticketId: null },
});
const exhausted = (messageId: MessageId, upToRevision: number): CreditEvent => ({
  type: 'SubscriptionsExhausted',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId, upToRevision },
});
const use = (messageId: MessageId, lasting = true): CreditCommand => ({
  type: 'UseGrant',
  at: nine,
  templateId: jh,
  messageId,
  lasting,
});
const give = (messageId: MessageId): CreditCommand => ({
  type: 'ReturnGrant',
  at: nine,
  templateId: jh,
  messageId,
});

const next = (state: CreditState, event: CreditEvent): CreditState =>
  evolveCredit(state, event, state.revision + 1);
const given = specificationOf<CreditState, CreditCommand, CreditEvent, CreditRefusal>({
  initialState: noCredit,
  decide: decideCredit,
  evolve: next,
});
const after = (...events: readonly CreditEvent[]): CreditState => events.reduce(next, noCredit);

describe('an acceptance of a long-term template', () => {
  it('is not used up: message after message has it', () => {
    given(accepted()).when(use(one)).then(used(one));
    given(accepted(), used(one)).when(use(two)).then(used(two));
    const state = after(accepted(), used(one), used(two));
    expect(hasUse(state, jh, one)).to.equal(true);
    expect(hasUse(state, jh, two)).to.equal(true);
    expect(remainingCredit(state, jh, true)).to.equal(1);
  });

  it('is used by a message once', () => {
    given(accepted(), used(one)).when(use(one)).thenNothing();
    given(accepted(), used(one)).when(use(one, false)).thenNothing();
    given(accepted(), usedUp(one)).when(use(one)).thenNothing();
  });

  it('is needed all the same', () => {
    given().when(use(one)).thenRefused({ code: 'no_grant' });
    given(accepted(), usedUp(one)).when(use(two)).thenRefused({ code: 'no_grant' });
  });

  it('counts as one, however often it was given', () => {
    expect(remainingCredit(after(accepted(), accepted(later(10))), jh, true)).to.equal(1);
    expect(remainingCredit(after(accepted(), accepted(later(10))), jh)).to.equal(2);
    expect(remainingCredit(noCredit, jh, true)).to.equal(0);
  });

  it('ends when the person takes it back, and begins again with the next', () => {
    given(accepted(), used(one), takenBack(later(5)))
      .when(use(two))
      .thenRefused({ code: 'declined' });
    given(accepted(), used(one), takenBack(later(5)), accepted(later(6)))
      .when(use(two))
      .then(used(two));
  });

  it('ends when WeChat knows of none', () => {
    const state = after(accepted(), used(one), exhausted(one, 1));
    expect(remainingCredit(state, jh, true)).to.equal(0);
    given(accepted(), used(one), exhausted(one, 1))
      .when(use(two))
      .thenRefused({ code: 'no_grant' });
  });

  it('gets nothing back from a message that ended unsent, and loses nothing', () => {
    given(accepted(), used(one)).when(give(one)).then(returned(one));
    given(accepted(), used(one), returned(one)).when(give(one)).thenNothing();
    const state = after(accepted(), used(one), returned(one));
    expect(hasUse(state, jh, one)).to.equal(false);
    expect(remainingCredit(state, jh, true)).to.equal(1);
    expect(creditOf(state, jh).grants).to.have.length(1);
  });

  it('is used up by a message once its template is no longer a long-term one', () => {
    given(accepted(), used(one)).when(use(two, false)).then(usedUp(two));
  });
});

const ids = fc.constantFrom('m1', 'm2', 'm3', 'm4').map((id) => id as MessageId);
const commands: fc.Arbitrary<CreditCommand> = fc.oneof(
  fc.nat(40).map((minute): CreditCommand => ({
    type: 'ReportAnswers',
    at: later(minute),
    source: 'client',
    ticketId: null,
    answers: [{ templateId: jh, answer: 'accept' }],
  })),
  ids.map((id) => use(id)),
  ids.map(give),
  fc.record({ id: ids, upTo: fc.nat(30) }).map(({ id, upTo }): CreditCommand => ({
    type: 'ExhaustGrants',
    at: nine,
    templateId: jh,
    messageId: id,
    upToRevision: upTo,
  })),
  fc.nat(40).map((minute): CreditCommand => ({
    type: 'TakeBack',
    at: later(minute),
    occurredAt: null,
    templateIds: [jh],
  })),
);

describe('whatever comes to a long-term credit', () => {
  it('uses never make less of it, and a message has one at the most', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 60, size: 'max' }), (all) => {
        let state = noCredit;
        for (const command of all) {
          const before = remainingCredit(state, jh);
          const decided = decideCredit(state, command);
          for (const event of decided.ok ? decided.events : []) state = next(state, event);
          const free = remainingCredit(state, jh);
          if (command.type === 'UseGrant' || command.type === 'ReturnGrant')
            expect(free).to.equal(before);
          expect(remainingCredit(state, jh, true)).to.equal(free > 0 ? 1 : 0);
          const uses = creditOf(state, jh).grants.flatMap(({ lastingUses }) => lastingUses);
          expect(new Set(uses).size).to.equal(uses.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
