import { expect } from 'chai';
import { all, grant, lin, onADay, used } from './audit-cases.js';
import { RecordedDay, attempted, realClock, sent, settingsOf } from './recorded-day.js';
import { historyOver, memoryStore } from './rig.js';

describe('audit', () => {
  describe('tickets', () => {
    it('says why a person was told or not', async () => {
      const { day, audit, catchUp } = await onADay();
      await day.issue('told', 'lin');
      await day.issue('unbound');
      await day.issue('far', 'wang');
      await catchUp();
      const { items } = await audit.tickets({ hallId: 'demo', businessDay: day.day }, all);
      expect(items.map(({ ticketId: id, told }) => [id, told])).to.deep.equal([
        ['far', 'not_near'],
        ['unbound', 'not_bound'],
        ['told', 'decided'],
      ]);
      const near = await audit.tickets({ told: 'not_near' }, all);
      expect(near.items.map(({ ticketId: id }) => id)).to.deep.equal(['far']);
    });

    it('says off where the hall sends no 快到您了, also when that is switched within the day', async () => {
      const { day, audit, catchUp } = await onADay({ nearTurn: false });
      for (const [id, holder] of [
        ['t1', 'lin'],
        ['t2', null],
        ['t3', 'wang'],
        ['t4', 'li'],
      ] as const)
        await day.issue(id, holder);
      const told = async () => {
        await catchUp();
        const { items } = await audit.tickets({}, all);
        return items.map((item) => item.told).reverse();
      };
      expect(await told()).to.deep.equal(['off', 'not_bound', 'off', 'off']);
      const settings = settingsOf({ nearTurn: true });
      await day.do({ type: 'ChangeSettings', settings, settingsRevision: 2 });
      expect(await told()).to.deep.equal(['decided', 'not_bound', 'not_near', 'not_near']);
      await day.do({
        type: 'ChangeSettings',
        settings: settingsOf({ nearTurn: false }),
        settingsRevision: 3,
      });
      expect(await told()).to.deep.equal(['decided', 'not_bound', 'off', 'off']);
    });

    it("goes by the latest stay's message", async () => {
      const { day, audit, catchUp } = await onADay();
      const ticket = await day.issue('t1', 'lin');
      await day.message(ticket, 1, attempted(1), sent(1));
      await day.callNext();
      await day.do({ type: 'ReturnTicket', ticketId: ticket, position: { kind: 'first' } });
      await day.message(ticket, 2, { type: 'MessageWithheld', data: { reason: 'no_grant' } });
      // News of the first stay's message changes nothing any more.
      await day.message(ticket, 1, {
        type: 'DeliveryReported',
        data: { msgid: '1', outcome: 'delivered', errorCode: '0', errorStatus: '' },
      });
      await catchUp();
      const { items } = await audit.tickets({}, all);
      expect(items[0]).to.include({ told: 'withheld', reason: 'no_grant', state: 'waiting' });
    });

    it('tells all that happened to a ticket', async () => {
      const { day, audit, catchUp } = await onADay();
      const ticket = await day.issue('t1', 'lin');
      await day.credit(lin, grant, used('t1.near-turn'));
      await day.message(ticket, 1, attempted(1), sent(1));
      await day.callNext();
      await catchUp();
      const found = await audit.ticket('t1');
      expect(found).to.include({ state: 'called', told: 'sent', reason: null });
      expect(found?.boundAt).to.be.a('string');
      expect(found?.firstCalledAt).to.be.a('string');
      expect(found?.timeline.map(({ type }) => type)).to.deep.equal([
        'TicketIssued',
        'TicketBound',
        'NearTurn',
        'SubscriptionGranted',
        'SubscriptionUsed',
        'SendAttempted',
        'MessageSent',
        'WindowCalled',
      ]);
      expect(await audit.ticket('nobody')).to.equal(null);
    });
  });

  describe('push ledger', () => {
    it('has one row for each grant, Y when a message that was sent has used it', async () => {
      const { day, audit, catchUp } = await onADay();
      const ticket = await day.issue('t1', 'lin');
      const popup = { ...grant, data: { ...grant.data, source: 'popup' } } as const;
      await day.credit(lin, grant, popup, grant, used('t1.near-turn'));
      await catchUp();
      const ledger = async () =>
        (await audit.pushLedger(all)).items.map(({ isSend, sendTime }) => [isSend, sendTime]);
      expect(await ledger()).to.deep.equal([
        ['N', null],
        ['N', null],
      ]);
      await day.message(ticket, 1, attempted(1), sent(1));
      await catchUp();
      expect(await ledger()).to.deep.equal([
        ['N', null],
        ['Y', '2026-11-20T01:00:10.000Z'],
      ]);
    });

    it('frees the row of a message that ended unsent', async () => {
      const { day, audit, catchUp } = await onADay();
      const use = used('t1.near-turn');
      await day.credit(lin, grant, use, { ...use, type: 'SubscriptionReturned' });
      const other = await day.issue('t2', 'lin');
      await day.credit(lin, used('t2.near-turn'));
      await day.message(other, 1, attempted(1), sent(1));
      await catchUp();
      const { items } = await audit.pushLedger(all);
      expect(items.map(({ id, isSend }) => [id, isSend])).to.deep.equal([['lin.0', 'Y']]);
    });
  });

  it('reads a ticket of a past day as ended, recorded or not', async () => {
    const store = memoryStore();
    const day = new RecordedDay(store);
    await day.open({ nearTurn: true });
    const id = await day.issue('t1');
    const stateAt = async (now: string) => {
      const { tickets, audit, catchUp } = historyOver(store, {
        clock: realClock(() => now as never),
      });
      await catchUp();
      const { items } = await audit.tickets({}, all);
      return [(await tickets.ticket(id))?.state, items[0]?.state];
    };
    // Midnight in Shanghai is 16:00 in UTC.
    expect(await stateAt('2026-11-20T15:59:59.999Z')).to.deep.equal(['waiting', 'waiting']);
    expect(await stateAt('2026-11-20T16:00:00.000Z')).to.deep.equal(['expired', 'expired']);
  });
});
