import type { MessageCommand } from '../../../src/domain/message/decide.js';
import type { DeliveryReport, MessageEvent } from '../../../src/domain/message/events.js';
import { nine } from '../hall/demo-hall.js';
import {
  attempted,
  decided,
  deferred,
  doubted,
  expired,
  given,
  rejected,
  reported,
  resolved,
  seconds,
  sent,
  withdrawn,
} from './messages.js';

const report: DeliveryReport = {
  msgid: '4711',
  outcome: 'delivered',
  errorCode: '0',
  errorStatus: 'success',
};
const deliver = (more: Partial<DeliveryReport> = {}): MessageCommand => ({
  type: 'ReportDelivery',
  at: nine,
  occurredAt: seconds(-1),
  report: { ...report, ...more },
});
const delivered = (more: Partial<DeliveryReport> = {}): MessageEvent => ({
  type: 'DeliveryReported',
  at: nine,
  occurredAt: seconds(-1),
  data: { ...report, ...more },
});
const failed = { outcome: 'undelivered', errorCode: '-1', errorStatus: 'failed' } as const;

describe('WeChat reports on a message', () => {
  it('that it had accepted', () => {
    given(decided, attempted(1), sent(1)).when(deliver()).then(delivered());
    given(decided, attempted(1), sent(1)).when(deliver(failed)).then(delivered(failed));
  });

  it('that was in doubt, or whose outcome nobody has recorded yet', () => {
    given(decided, attempted(1), doubted(1)).when(deliver()).then(delivered());
    given(decided, attempted(1)).when(deliver()).then(delivered());
  });

  it('that it had failed to send by its own word, whatever came of it since', () => {
    const possibly = [decided, attempted(1), deferred(1, { possiblySent: true })];
    given(...possibly)
      .when(deliver())
      .then(delivered());
    given(...possibly, expired)
      .when(deliver())
      .then(delivered());
  });

  it('that it had accepted without naming an id, or by a person’s word', () => {
    given(decided, attempted(1), sent(1, null)).when(deliver()).then(delivered());
    given(decided, attempted(1), doubted(1), resolved('sent')).when(deliver()).then(delivered());
  });

  it('once: its first word stays', () => {
    given(decided, attempted(1), sent(1), reported()).when(deliver()).thenNothing();
    given(decided, attempted(1), sent(1), reported()).when(deliver(failed)).thenNothing();
  });

  it('that it knows by another id: it is not this one', () => {
    given(decided, attempted(1), sent(1))
      .when(deliver({ msgid: '4712' }))
      .thenRefused({ code: 'other_msgid', status: 'sent' });
    given(decided, attempted(1), sent(1), reported())
      .when(deliver({ msgid: '4712' }))
      .thenRefused({ code: 'other_msgid', status: 'delivered' });
  });

  it('that was never sent: it is not this one', () => {
    given().when(deliver()).thenRefused({ code: 'not_decided' });
    given(decided).when(deliver()).thenRefused({ code: 'not_attempted', status: 'decided' });
    given(decided, attempted(1), rejected(1))
      .when(deliver())
      .thenRefused({ code: 'not_attempted', status: 'rejected' });
    given(decided, attempted(1), deferred(1))
      .when(deliver())
      .thenRefused({ code: 'not_attempted', status: 'deferred' });
  });
});

describe('a person settles a message in doubt', () => {
  const resolve = (
    outcome: 'sent' | 'not_sent',
    untrue: 'called' | null = null,
  ): MessageCommand => ({ type: 'Resolve', at: nine, outcome, note: 'asked the holder', untrue });
  const inDoubt = [decided, attempted(1), doubted(1)];

  it('as sent', () => {
    given(...inDoubt)
      .when(resolve('sent'))
      .then(resolved('sent'));
    given(...inDoubt)
      .when(resolve('sent', 'called'))
      .then(resolved('sent'));
  });

  it('as not sent: to be sent again as long as it is true, else withdrawn', () => {
    given(...inDoubt)
      .when(resolve('not_sent'))
      .then(resolved('not_sent'));
    given(...inDoubt)
      .when(resolve('not_sent', 'called'))
      .then(resolved('not_sent'), withdrawn('called'));
  });

  it('and no other', () => {
    given().when(resolve('sent')).thenRefused({ code: 'not_decided' });
    const others: [string, ...MessageEvent[]][] = [
      ['decided', decided],
      ['sending', decided, attempted(1)],
      ['sent', decided, attempted(1), sent(1)],
      ['sent', ...inDoubt, sent(1)],
      ['delivered', ...inDoubt, reported()],
      ['sent', ...inDoubt, resolved('sent')],
      ['deferred', ...inDoubt, resolved('not_sent')],
    ];
    for (const [status, ...events] of others)
      for (const outcome of ['sent', 'not_sent'] as const)
        given(...events)
          .when(resolve(outcome))
          .thenRefused({ code: 'not_in_doubt', status });
  });
});
