import { expect } from 'chai';
import { decideCredit, type CreditCommand } from '../../../src/domain/credit/decide.js';
import type { CreditEvent, GrantSource } from '../../../src/domain/credit/events.js';
import {
  creditOf,
  evolveCredit,
  noCredit,
  remainingCredit,
  type CreditState,
} from '../../../src/domain/credit/state.js';
import { templateId, type Instant, type MessageId } from '../../../src/domain/ids.js';
import { later, nine } from '../hall/demo-hall.js';

const jh = templateId('jh');
const pd = templateId('pd');

const granted = (source: GrantSource, at: Instant, template = jh): CreditEvent => ({
  type: 'SubscriptionGranted',
  at,
  occurredAt: null,
  data: { templateId: template, source, ticketId: null },
});
const used: CreditEvent = {
  type: 'SubscriptionUsed',
  at: nine,
  occurredAt: null,
  data: { templateId: jh, messageId: 'm1' as MessageId },
};
const after = (...events: readonly CreditEvent[]): CreditState =>
  events.reduce((state, event, index) => evolveCredit(state, event, index), noCredit);
const decide = (state: CreditState, command: CreditCommand): readonly CreditEvent[] => {
  const decision = decideCredit(state, command);
  return decision.ok ? decision.events : [];
};
const takeBack: CreditCommand = {
  type: 'TakeBack',
  at: later(120),
  occurredAt: later(60),
  templateIds: [jh],
};

describe('what a person takes back in WeChat’s settings', () => {
  it('is declined, at the time when they did it', () => {
    expect(decide(noCredit, takeBack)).to.deep.equal([
      {
        type: 'SubscriptionDeclined',
        at: later(120),
        occurredAt: later(60),
        data: { templateId: jh, source: 'change', answer: 'reject', ticketId: null },
      },
    ]);
  });

  it('voids the grants given until then, of that template, and no later one', () => {
    const before = [
      granted('client', nine),
      granted('legacy', nine),
      granted('client', nine, pd),
      granted('client', later(90)),
    ];
    const state = after(...before, ...decide(after(...before), takeBack));
    expect(remainingCredit(state, jh)).to.equal(1);
    expect(remainingCredit(state, pd)).to.equal(1);
    expect(creditOf(state, jh).declined).to.equal(true);
  });

  it('gives nothing back of a grant that a message had used', () => {
    const returned: CreditEvent = { ...used, type: 'SubscriptionReturned' };
    const before = [granted('client', nine), used];
    const state = after(...before, ...decide(after(...before), takeBack), returned);
    expect(remainingCredit(state, jh)).to.equal(0);
  });

  it('is not what a refusal at the popup is', () => {
    const before = after(granted('client', nine));
    const refused = decide(before, {
      type: 'ReportAnswers',
      at: later(60),
      occurredAt: later(50),
      source: 'popup',
      ticketId: null,
      answers: [{ templateId: jh, answer: 'reject' }],
    });
    const state = refused.reduce((known, event) => evolveCredit(known, event, 1), before);
    expect(remainingCredit(state, jh)).to.equal(1);
    expect(creditOf(state, jh).declined).to.equal(true);
  });
});

describe('what WeChat tells later', () => {
  it('pairs by the time when it happened', () => {
    const told = (occurredAt: Instant): readonly CreditEvent[] =>
      decide(noCredit, {
        type: 'ReportAnswers',
        at: later(60),
        occurredAt,
        source: 'popup',
        ticketId: null,
        answers: [{ templateId: jh, answer: 'accept' }],
      });
    expect(remainingCredit(after(granted('client', nine), ...told(later(4))), jh)).to.equal(1);
    expect(remainingCredit(after(granted('client', nine), ...told(later(6))), jh)).to.equal(2);
  });
});
