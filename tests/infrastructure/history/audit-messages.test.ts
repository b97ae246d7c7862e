import { expect } from 'chai';
import { instant, ticketId } from '../../../src/domain/ids.js';
import { all, grant, lin, onADay, used } from './audit-cases.js';
import { attempted, sent, template } from './recorded-day.js';

describe('audit', () => {
  describe('messages', () => {
    it('tells a message from its decision to its delivery', async () => {
      const { day, audit, catchUp } = await onADay();
      await day.credit(lin, grant);
      await day.issue('t1', 'lin');
      await day.credit(lin, used('t1.near-turn'));
      await day.message(ticketId('t1'), 1, attempted(1), sent(1), {
        type: 'DeliveryReported',
        data: {
          msgid: '4025301945172680705',
          outcome: 'delivered',
          errorCode: '0',
          errorStatus: '',
        },
      });
      await catchUp();
      const { items, nextCursor } = await audit.messages({}, all);
      expect(nextCursor).to.equal(null);
      expect(items).to.deep.equal([
        {
          messageId: 't1.near-turn',
          ticketId: 't1',
          subscriberId: 'lin',
          number: 'A001',
          hallId: 'demo',
          queueId: 'A',
          businessDay: '2026-11-20',
          kind: 'near-turn',
          stay: 1,
          templateId: template,
          status: 'delivered',
          reason: null,
          decidedAt: '2026-11-20T01:00:05.000Z',
          sentAt: '2026-11-20T01:00:08.000Z',
          attempts: 1,
          errcode: null,
          msgid: '4025301945172680705',
        },
      ]);
    });

    it('shows the last request and every event that led to the message, in the order of the log', async () => {
      const { day, audit, catchUp } = await onADay();
      await day.credit(lin, grant);
      await day.issue('other1');
      await day.issue('other2');
      await day.issue('t1', 'lin');
      await day.callNext();
      await day.credit(lin, used('t1.near-turn'));
      await day.message(
        ticketId('t1'),
        1,
        attempted(1),
        {
          type: 'SendDeferred',
          data: {
            attempt: 1,
            errcode: 45009,
            reason: 'busy',
            notBefore: instant(0),
            possiblySent: false,
          },
        },
        attempted(2),
        sent(2),
      );
      await day.issue('later');
      await catchUp();
      const found = await audit.message('t1.near-turn');
      expect(found?.request).to.nested.include({ 'data.character_string2.value': 'A001#2' });
      expect(found?.timeline.map(({ type }) => type)).to.deep.equal([
        'SubscriptionGranted',
        'TicketIssued',
        'TicketBound',
        'WindowCalled',
        'NearTurn',
        'SubscriptionUsed',
        'SendAttempted',
        'SendDeferred',
        'SendAttempted',
        'MessageSent',
      ]);
      expect(found?.timeline[1]).to.deep.equal({
        type: 'TicketIssued',
        at: '2026-11-20T01:00:06.000Z',
        occurredAt: null,
        by: 'token:t1',
        stream: 'hall-demo-20261120',
        revision: 4,
        data: {
          ticketId: 't1',
          number: 'A003',
          queueId: 'A',
          priority: 'normal',
          place: found?.timeline[1]?.data['place'],
          counted: 3,
        },
      });
    });

    it('tells a message before history has taken it in', async () => {
      const { day, audit } = await onADay();
      await day.issue('t1', 'lin');
      const found = await audit.message('t1.near-turn');
      expect(found).to.include({ status: 'decided', request: null });
      expect(found?.timeline.map(({ type }) => type)).to.include('TicketIssued');
      expect(await audit.message('nobody.near-turn')).to.equal(null);
    });

    it('names why a message was not sent', async () => {
      const { day, audit, catchUp } = await onADay();
      const cases = [
        [{ type: 'MessageWithheld', data: { reason: 'declined' } }, 'withheld', 'declined', null],
        [{ type: 'MessageWithdrawn', data: { reason: 'held' } }, 'withdrawn', 'held', null],
        [{ type: 'MessageExpired', data: {} }, 'expired', 'too_late', null],
        [
          {
            type: 'SendRejected',
            data: { attempt: 1, errcode: 43101, class: 'no_credit', reason: 'refused' },
          },
          'rejected',
          'wechat',
          43101,
        ],
        [
          { type: 'MessageInDoubt', data: { attempt: 1, reason: 'timeout' } },
          'in_doubt',
          null,
          null,
        ],
        [
          {
            type: 'DeliveryReported',
            data: { msgid: '1', outcome: 'undelivered', errorCode: '43101', errorStatus: 'x' },
          },
          'undelivered',
          'wechat',
          43101,
        ],
      ] as const;
      for (const [index, [event, status, reason, errcode]] of cases.entries()) {
        const ticket = await day.issue(`t${index}`, `holder${index}`);
        await day.callNext();
        await day.message(ticket, 1, attempted(1), event);
        await catchUp();
        const { items } = await audit.messages({ ticketId: ticket }, all);
        expect(items[0], status).to.include({ status, reason, errcode });
        const { items: tickets } = await audit.tickets({ number: `A00${index + 1}` }, all);
        expect(tickets[0], status).to.include({ told: status, reason });
      }
    });

    it('takes the attempt for the time of sending when it was settled later', async () => {
      const { day, audit, catchUp } = await onADay();
      const ticket = await day.issue('t1', 'lin');
      await day.message(
        ticket,
        1,
        attempted(1),
        { type: 'MessageInDoubt', data: { attempt: 1, reason: 'timeout' } },
        { type: 'MessageResolved', data: { outcome: 'sent', note: 'seen' } },
      );
      await catchUp();
      const { items } = await audit.messages({ status: 'sent' }, all);
      expect(items[0]).to.include({ sentAt: '2026-11-20T01:00:05.000Z' });
    });

    it('filters, also by time: from it on, and before the other', async () => {
      const { day, audit, catchUp } = await onADay();
      for (const id of ['t1', 't2']) {
        await day.issue(id, id);
        await day.callNext();
      }
      await catchUp();
      const [second, first] = (await audit.messages({ hallId: 'demo' }, all)).items;
      const ids = async (filter: object) =>
        (await audit.messages(filter, all)).items.map((item) => item.messageId);
      expect(first?.messageId).to.equal('t1.near-turn');
      expect(await ids({ from: second?.decidedAt })).to.deep.equal(['t2.near-turn']);
      expect(await ids({ to: second?.decidedAt })).to.deep.equal(['t1.near-turn']);
      for (const filter of [
        { businessDay: '2026-11-21' },
        { hallId: 'x' },
        { queueId: 'B' },
        { kind: 'called' },
        { status: 'sent' },
        { subscriberId: 'x' },
      ])
        expect(await ids(filter), JSON.stringify(filter)).to.deep.equal([]);
    });
  });
});
