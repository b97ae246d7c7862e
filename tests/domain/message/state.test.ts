import { expect } from 'chai';
import fc from 'fast-check';
import { isClaimable, type MessageCommand } from '../../../src/domain/message/decide.js';
import type { MessageEvent } from '../../../src/domain/message/events.js';
import { messageDecider } from '../../../src/domain/message/message.js';
import { noCreditAfterPossiblySent, type MessageState } from '../../../src/domain/message/state.js';
import { nine } from '../hall/demo-hall.js';
import {
  after,
  attempted,
  claim,
  decided,
  decision,
  deferred,
  doubt,
  doubted,
  expired,
  outcomes,
  record,
  rejected,
  reported,
  resolved,
  seconds,
  sent,
  withdrawn,
  withheld,
} from './messages.js';

describe('a message as its events tell it', () => {
  it('begins with its decision and keeps the first', () => {
    expect(messageDecider.evolve(messageDecider.initialState, attempted(1))).to.deep.equal({
      status: 'undecided',
    });
    expect(after(decided, { ...decided, at: seconds(1) })).to.deep.equal(after(decided));
  });

  it('knows the latest attempt and those without an outcome', () => {
    expect(after(decided, attempted(1))).to.include({ status: 'sending', attempts: 1 });
    expect(after(decided, attempted(1), doubted(1)).openAttempts).to.deep.equal([1]);
    expect(after(decided, attempted(1), doubted(1), rejected(1)).openAttempts).to.deep.equal([]);
  });

  it('is deferred until a time, and forgets it when it goes on', () => {
    const message = after(decided, attempted(1), deferred(1));
    expect(message).to.include({ status: 'deferred', notBefore: seconds(10) });
    expect(after(decided, attempted(1), deferred(1), attempted(2)).notBefore).to.equal(null);
  });

  it('says why it is set aside', () => {
    expect(after(decided, withheld('declined'))).to.include({ reason: 'declined' });
    expect(after(decided, withdrawn('missed'))).to.include({ reason: 'missed' });
    expect(after(decided, expired)).to.include({ status: 'expired', reason: 'too_late' });
    expect(after(decided, attempted(1), rejected(1))).to.include({ reason: 'wechat' });
  });

  it('stays sent, whatever comes late', () => {
    const late = [attempted(2), doubted(2), rejected(2), deferred(2), withdrawn('called'), expired];
    const message = after(decided, attempted(1), sent(1), ...late, resolved('not_sent'));
    expect(message).to.include({ status: 'sent', msgid: '4711' });
    const delivered = after(decided, attempted(1), sent(1), reported(), resolved('sent'));
    expect(delivered.status).to.equal('delivered');
  });

  it('keeps the msgid that it knows', () => {
    expect(after(decided, attempted(1), sent(1), sent(1, null)).msgid).to.equal('4711');
  });

  it('is settled by WeChat and by a person', () => {
    const doubtful = [decided, attempted(1), doubted(1)];
    const delivered = after(...doubtful, reported());
    expect(delivered).to.include({ status: 'delivered', msgid: '4711' });
    expect(delivered.openAttempts).to.deep.equal([]);
    expect(after(...doubtful, resolved('sent')).status).to.equal('sent');
    expect(after(...doubtful, resolved('not_sent'))).to.include({
      status: 'deferred',
      notBefore: null,
    });
  });

  it('leaves it to the latest attempt how it stands', () => {
    const sentAgain = [decided, attempted(1), doubted(1), attempted(2)];
    expect(after(...sentAgain, deferred(1))).to.include({ status: 'sending', notBefore: null });
    expect(after(...sentAgain, rejected(1))).to.include({ status: 'sending', reason: null });
    expect(after(...sentAgain, rejected(2), deferred(1)).status).to.equal('rejected');
    expect(after(...sentAgain, deferred(1)).openAttempts).to.deep.equal([2]);
    expect(after(...sentAgain, sent(1)).status).to.equal('sent');
  });
});

const commands: fc.Arbitrary<MessageCommand> = fc.oneof(
  fc.constant<MessageCommand>({ type: 'Decide', at: nine, decision }),
  fc
    .record({
      policy: fc.constantFrom('at-most-once' as const, 'at-least-once' as const),
      at: fc.integer({ min: 0, max: 700 }).map(seconds),
    })
    .map(claim),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...Object.values(outcomes)))
    .map(([attempt, outcome]) => record(attempt, outcome)),
  fc.integer({ min: 1, max: 4 }).map(doubt),
  fc.constantFrom<MessageCommand>(
    { type: 'Withhold', at: nine, reason: 'no_grant' },
    { type: 'Withdraw', at: nine, reason: 'held' },
    { type: 'Withdraw', at: nine, reason: 'called' },
    { type: 'Expire', at: nine },
  ),
);
/** What others append beside the commands. */
const strangers: fc.Arbitrary<MessageEvent> = fc.constantFrom(
  reported(),
  reported('undelivered'),
  resolved('sent'),
  resolved('not_sent'),
);
type Step = MessageCommand | MessageEvent;
const histories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 9, arbitrary: commands },
    { weight: 1, arbitrary: strangers },
  ),
  { maxLength: 40, size: 'max' },
);

type Run = { state: MessageState; events: MessageEvent[] };
const isCommand = (step: Step): step is MessageCommand => !('occurredAt' in step);

const run = (steps: readonly Step[], check: (run: Run) => void): Run => {
  const all: Run = { state: messageDecider.initialState, events: [] };
  for (const step of [{ type: 'Decide', at: nine, decision } as const, ...steps]) {
    const decided = isCommand(step)
      ? messageDecider.decide(all.state, step)
      : { ok: true as const, events: [step] };
    for (const event of decided.ok ? decided.events : []) {
      all.state = messageDecider.evolve(all.state, event);
      all.events.push(event);
    }
    check(all);
  }
  return all;
};

describe('whatever comes to a message', () => {
  const holds = (check: (run: Run) => void): void =>
    fc.assert(
      fc.property(histories, (steps) => void run(steps, check)),
      { numRuns: 300 },
    );

  it('it is never claimable after it was sent', () => {
    holds(({ state, events }) => {
      const wasSent = events.some(
        (event) =>
          event.type === 'MessageSent' ||
          event.type === 'DeliveryReported' ||
          (event.type === 'MessageResolved' && event.data.outcome === 'sent'),
      );
      if (wasSent && state.status !== 'undecided')
        expect(isClaimable(state, 'at-least-once')).to.equal(false);
    });
  });

  it('it is decided once, and each attempt is claimed once, in order', () => {
    holds(({ events }) => {
      const claims = events.flatMap((event) =>
        event.type === 'SendAttempted' ? [event.data.attempt] : [],
      );
      expect(claims).to.deep.equal(claims.map((_, index) => index + 1));
      expect(events.filter(({ type }) => type === 'NearTurn')).to.have.length(1);
    });
  });

  it('at most once: nothing is claimed while an attempt is open', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const once = steps.filter(
          (step) => step.type !== 'Claim' || step.policy === 'at-most-once',
        );
        run(once, ({ state }) => {
          if (state.status === 'undecided' || state.openAttempts.length === 0) return;
          expect(state.openAttempts).to.have.length(1);
          expect(isClaimable(state, 'at-most-once')).to.equal(false);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('an attempt has one outcome, and a doubt before it at the most', () => {
    holds(({ events }) => {
      const outcomesOf = new Map<number, string[]>();
      for (const { type, data } of events)
        if (
          ['MessageSent', 'SendDeferred', 'SendRejected', 'MessageInDoubt'].includes(type) &&
          'attempt' in data &&
          data.attempt !== null
        )
          outcomesOf.set(data.attempt, [
            ...(outcomesOf.get(data.attempt) ?? []),
            // WeChat's answer that there is no credit any more is an outcome, though it settles nothing.
            'reason' in data && data.reason === noCreditAfterPossiblySent ? 'NoCredit' : type,
          ]);
      for (const types of outcomesOf.values()) {
        const count = (type: string): number => types.filter((each) => each === type).length;
        expect(count('MessageInDoubt')).to.be.at.most(1);
        expect(count('SendDeferred') + count('SendRejected') + count('NoCredit')).to.be.at.most(1);
        // That WeChat did accept it is news after whatever else was recorded.
        expect(count('MessageSent')).to.be.at.most(1);
      }
    });
  });

  it('replaying its events gives the same message', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const { state, events } = run(steps, () => undefined);
        const replayed = events.reduce(messageDecider.evolve, messageDecider.initialState);
        expect(replayed).to.deep.equal(state);
      }),
      { numRuns: 200 },
    );
  });
});
