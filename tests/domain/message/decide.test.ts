import { expect } from 'chai';
import { decisionEvent } from '../../../src/domain/message/decide.js';
import type { MessageEvent } from '../../../src/domain/message/events.js';
import { nine } from '../hall/demo-hall.js';
import {
  attempted,
  claim,
  decided,
  decision,
  deferred,
  doubt,
  doubted,
  expired,
  given,
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

describe('deciding on a message', () => {
  it('is done once, whoever does it', () => {
    given().when({ type: 'Decide', at: nine, decision }).then(decided);
    given(decided)
      .when({ type: 'Decide', at: seconds(1), decision })
      .thenNothing();
  });

  it('names the event after the kind', () => {
    const type = (kind: (typeof decision)['kind']) =>
      decisionEvent({ ...decision, kind }, nine).type;
    expect(['near-turn', 'called', 'queued', 'missed'].map((kind) => type(kind as 'called')))
      .to //
      .deep.equal(['NearTurn', 'CallNotice', 'QueuedNotice', 'MissedNotice']);
  });

  it('comes before everything else', () => {
    for (const command of [
      claim(),
      record(1, outcomes.sent),
      doubt(1),
      { type: 'Withhold', at: nine, reason: 'no_grant' } as const,
      { type: 'Withdraw', at: nine, reason: 'called' } as const,
      { type: 'Expire', at: nine } as const,
    ])
      given().when(command).thenRefused({ code: 'not_decided' });
  });
});

describe('claiming a message', () => {
  it('numbers the attempts', () => {
    given(decided).when(claim()).then(attempted(1));
    given(decided, attempted(1), deferred(1))
      .when(claim({ at: seconds(10) }))
      .then({
        ...attempted(2),
        at: seconds(10),
      });
  });

  it('follows a grant that came late, and the end of a hold', () => {
    given(decided, withheld()).when(claim()).then(attempted(1));
    given(decided, withdrawn('held')).when(claim()).then(attempted(1));
  });

  const closed: readonly (readonly [string, readonly MessageEvent[]])[] = [
    ['sending', [attempted(1)]],
    ['sent', [attempted(1), sent(1)]],
    ['delivered', [attempted(1), sent(1), reported()]],
    ['undelivered', [attempted(1), sent(1), reported('undelivered')]],
    ['rejected', [attempted(1), rejected(1)]],
    ['in_doubt', [attempted(1), doubted(1)]],
    ['withdrawn', [withdrawn('called')]],
    ['expired', [expired]],
  ];
  for (const [status, events] of closed)
    it(`is refused of a message that is ${status}`, () => {
      given(decided, ...events)
        .when(claim())
        .thenRefused({ code: 'not_claimable', status });
    });

  it('of one in doubt is up to the policy', () => {
    const again = claim({ policy: 'at-least-once' });
    given(decided, attempted(1), doubted(1)).when(again).then(attempted(2));
  });

  it('is never done again where WeChat knows of no credit any more', () => {
    const noCredit = doubted(2, 'no_credit_after_possibly_sent');
    given(decided, attempted(1), doubted(1), attempted(2), noCredit)
      .when(claim({ policy: 'at-least-once' }))
      .thenRefused({ code: 'not_claimable', status: 'in_doubt' });
  });

  it('is refused when its time is over, to the millisecond', () => {
    given(decided)
      .when(claim({ at: seconds(600) }))
      .thenRefused({ code: 'too_late', expiresAt: seconds(600) });
    given(decided)
      .when(claim({ at: seconds(599.999) }))
      .then({ ...attempted(1), at: seconds(599.999) });
  });

  it('is refused before a deferred message is due', () => {
    given(decided, attempted(1), deferred(1))
      .when(claim({ at: seconds(9.999) }))
      .thenRefused({ code: 'not_due', notBefore: seconds(10) });
  });
});

describe('recording what became of an attempt', () => {
  const sending = given(decided, attempted(1));

  it('has an event for each outcome', () => {
    sending.when(record(1, outcomes.sent)).then(sent(1));
    sending.when(record(1, outcomes.rejected)).then(rejected(1));
    sending.when(record(1, outcomes.noCredit)).then(rejected(1, 43101, 'no_credit'));
    sending.when(record(1, outcomes.deferred)).then(deferred(1));
    sending
      .when(record(1, { ...outcomes.deferred, possiblySent: true }))
      .then(deferred(1, { possiblySent: true }));
    sending.when(record(1, outcomes.unknown)).then(doubted(1));
  });

  it('is done once', () => {
    given(decided, attempted(1), sent(1)).when(record(1, outcomes.sent)).thenNothing();
    given(decided, attempted(1), rejected(1)).when(record(1, outcomes.rejected)).thenNothing();
    given(decided, attempted(1), doubted(1)).when(record(1, outcomes.unknown)).thenNothing();
    given(decided, attempted(1)).when(record(2, outcomes.rejected)).thenNothing();
  });

  it('settles a doubt that was recorded in between', () => {
    const doubtful = given(decided, attempted(1), doubted(1));
    doubtful.when(record(1, outcomes.sent)).then(sent(1));
    doubtful.when(record(1, outcomes.rejected)).then(rejected(1));
    doubtful.when(record(1, outcomes.deferred)).then(deferred(1));
    doubtful.when(record(1, outcomes.noCredit)).then(rejected(1, 43101, 'no_credit'));
  });

  it('is news even after a person has judged otherwise, when WeChat did accept it', () => {
    const judged = given(decided, attempted(1), doubted(1), resolved('not_sent'));
    judged.when(record(1, outcomes.sent)).then(sent(1));
    judged.when(record(1, outcomes.rejected)).thenNothing();
  });

  it('takes 43101 after a possibly delivered attempt for a sign of its delivery', () => {
    const inDoubt = doubted(2, 'no_credit_after_possibly_sent');
    given(decided, attempted(1), deferred(1, { possiblySent: true }), attempted(2))
      .when(record(2, outcomes.noCredit))
      .then(inDoubt);
    given(decided, attempted(1), doubted(1), attempted(2))
      .when(record(2, outcomes.noCredit))
      .then(inDoubt);
    given(decided, attempted(1), deferred(1, { possiblySent: true }), attempted(2), inDoubt)
      .when(record(2, outcomes.noCredit))
      .thenNothing();
  });

  it('takes 43101 for what it says when the earlier attempt is known not to have arrived', () => {
    const noCredit = rejected(2, 43101, 'no_credit');
    for (const settling of [deferred(1), resolved('not_sent')])
      given(decided, attempted(1), doubted(1), settling, attempted(2))
        .when(record(2, outcomes.noCredit))
        .then(noCredit);
  });
});

describe('doubting an attempt', () => {
  it('is for the latest attempt, while it has no outcome', () => {
    given(decided, attempted(1)).when(doubt(1)).then(doubted(1));
    given(decided, attempted(1), sent(1)).when(doubt(1)).thenNothing();
    given(decided, attempted(1), doubted(1)).when(doubt(1)).thenNothing();
    given(decided, attempted(1), deferred(1), attempted(2)).when(doubt(1)).thenNothing();
    given(decided, attempted(1), doubted(1), attempted(2)).when(doubt(1)).thenNothing();
  });
});

describe('setting a message aside', () => {
  const withhold = (reason: 'no_grant' | 'declined') =>
    ({ type: 'Withhold', at: nine, reason }) as const;
  const withdraw = (reason: 'called' | 'held') => ({ type: 'Withdraw', at: nine, reason }) as const;
  const expire = { type: 'Expire', at: nine } as const;

  it('is recorded once for each reason', () => {
    given(decided).when(withhold('no_grant')).then(withheld('no_grant'));
    given(decided, withheld('no_grant')).when(withhold('no_grant')).thenNothing();
    given(decided, withheld('no_grant')).when(withhold('declined')).then(withheld('declined'));
    given(decided, withdrawn('held')).when(withhold('no_grant')).then(withheld('no_grant'));
    given(decided).when(withdraw('held')).then(withdrawn('held'));
    given(decided, withdrawn('held')).when(withdraw('held')).thenNothing();
    given(decided, withdrawn('held')).when(withdraw('called')).then(withdrawn('called'));
    given(decided, withheld()).when(withdraw('called')).then(withdrawn('called'));
    given(decided, attempted(1), deferred(1)).when(withdraw('called')).then(withdrawn('called'));
  });

  it('is for messages that may still go', () => {
    for (const events of [
      [attempted(1)],
      [attempted(1), sent(1)],
      [attempted(1), doubted(1)],
      [attempted(1), rejected(1)],
      [expired],
    ])
      for (const command of [withhold('no_grant'), withdraw('called'), expire])
        given(decided, ...events)
          .when(command)
          .thenNothing();
    given(decided, withdrawn('called')).when(withhold('no_grant')).thenNothing();
    given(decided, withdrawn('called')).when(withdraw('held')).thenNothing();
  });

  it('keeps the reason of one whose time runs out meanwhile', () => {
    given(decided).when(expire).then(expired);
    given(decided, attempted(1), deferred(1)).when(expire).then(expired);
    given(decided, withheld()).when(expire).thenNothing();
    given(decided, withdrawn('held')).when(expire).thenNothing();
  });
});
