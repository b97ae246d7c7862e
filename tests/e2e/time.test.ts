import { expect } from 'chai';
import { eventually, said } from './http.js';
import type { AuditTicket, Issued, Page, TicketPage, Window } from './json.js';
import { fresh, messageTo, startTimedRig, type TimedRig } from './rig.js';

const minuteMs = 60_000;

describe('what time alone makes due', () => {
  let rig: TimedRig;
  beforeEach(async () => {
    rig = await startTimedRig();
  });
  afterEach(() => rig.close());

  const deferAlways = (user: string): Promise<void> =>
    rig.faults({ rules: [{ api: 'send', user, effect: 'errcode', errcode: 43117 }] });

  it('resumes a ticket at the until of its hold, where it stood', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.issue();
    const until = new Date(Date.parse(rig.clock.now()) + 30 * minuteMs).toISOString();
    await hall.at('1', 'hold', { kind: 'until', until });
    const read = () => rig.admin.get<TicketPage>(`/api/v1/tickets/${ticket.ticketId}`);
    rig.clock.advance(29 * minuteMs);
    await hall.issue();
    expect((await read()).state).to.equal('held');
    rig.clock.advance(minuteMs);
    const resumed = await eventually('the resume', async () => {
      const page = await read();
      return page.state === 'waiting' ? page : null;
    });
    expect(resumed.ahead).to.equal(0);
    await hall.settled();
  });

  it('tries a deferred message again, and sends it', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await deferAlways(phone.name);
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId);
    await hall.messageOf(ticket.ticketId, 'deferred');
    await rig.faults(null);
    rig.clock.advance(minuteMs);
    await messageTo(rig, phone);
    expect((await hall.settled()).map(({ status }) => status)).to.deep.equal(['sent']);
  });

  it('lets a deferred message expire after its ttlSeconds rather than send it late', async () => {
    const messages = { 'near-turn': { enabled: true, ttlSeconds: 60 } };
    const hall = await rig.hall({ hall: { messages } });
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await deferAlways(phone.name);
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId);
    await hall.messageOf(ticket.ticketId, 'deferred');
    rig.clock.advance(61_000);
    await hall.messageOf(ticket.ticketId, 'expired');
    await rig.faults(null);
    expect(await phone.received()).to.deep.equal([]);
    const { subscriptions } = await eventually('the grant back', async () => {
      const page = await phone.ticket(ticket.ticketId);
      return page.subscriptions?.[0]?.remaining === 1 ? page : null;
    });
    expect(subscriptions).to.have.length(1);
  });

  it('does not release what was withheld for longer than its ttlSeconds', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    await hall.messageOf(ticket.ticketId, 'withheld');
    rig.clock.advance(600_000);
    await phone.subscribe(ticket.ticketId);
    const again = await hall.issue();
    await phone.bind(again.bindCode);
    expect((await messageTo(rig, phone)).data['character_string2']).to.equal(again.number);
    await hall.settled();
    expect(await phone.received()).to.have.length(1);
  });

  it('ends the day after midnight by itself and begins the next with A001', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const { phone, ticket } = await hall.holder();
    await messageTo(rig, phone);
    const late = await hall.holder();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.at('1', 'start');
    await messageTo(rig, late.phone);
    const third = await hall.holder();
    rig.clock.advanceTo('2025-03-04T00:00:05+08:00');
    const audited = await eventually('the day to end', async () => {
      const query = `hallId=${hall.hallId}&businessDay=2025-03-03`;
      const { items } = await rig.admin.get<Page<AuditTicket>>(`/api/v1/audit/tickets?${query}`);
      return items.every(({ state }) => state === 'expired') ? items : null;
    });
    expect(audited.map(({ told }) => told).toSorted()).to.deep.equal(['not_near', 'sent', 'sent']);
    expect(await third.phone.ticket(third.ticket.ticketId)).to.include({
      state: 'expired',
      businessDay: '2025-03-03',
      ahead: 0,
    });
    const board = await hall.board();
    expect(board).to.include({ businessDay: '2025-03-04' });
    expect(board.recentCalls).to.deep.equal([]);
    expect(board.windows.map(({ state }) => state)).to.deep.equal(['closed', 'closed', 'closed']);
    expect((await hall.issue()).number).to.equal('A001');
    const window = await rig.admin.get<Window>(`${hall.path}/windows/1`);
    expect(window).to.include({ state: 'closed', ticket: null, waiting: 1 });
    const asked = await hall.askOn(ticket.ticketId, 'return');
    expect(said(asked)).to.equal('409 ticket_ended');
    const stranger = await rig.phone();
    const bound = await stranger.caller.ask('POST', '/api/v1/tickets/bind', {
      body: { bindCode: third.ticket.bindCode },
    });
    expect(said(bound)).to.be.oneOf(['409 ticket_ended', '409 ticket_bound']);
    expect(
      await rig.admin.post('/api/v1/audit/replays', {
        hallId: hall.hallId,
        businessDay: '2025-03-03',
      }),
    ).to.deep.include({ missing: [], unexpected: [], changed: [] });
  });

  it('gives the first answer again across the turn of the day', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/queues/A/tickets`;
    const key = `turn-${fresh()}`;
    rig.clock.advanceTo('2025-03-03T23:59:58+08:00');
    const first = await rig.admin.ask<Issued>('POST', path, { body: {}, key });
    rig.clock.advanceTo('2025-03-04T00:00:02+08:00');
    const again = await rig.admin.ask<Issued>('POST', path, { body: {}, key });
    expect([first.status, again.status]).to.deep.equal([201, 201]);
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    const other = await rig.admin.ask('POST', path, { body: { priority: 'priority' }, key });
    expect(said(other)).to.equal('422 idempotency_key_reused');
    expect((await hall.board()).queues[0]?.waiting).to.equal(0);
  });

  it('rejects reports of the other day at midnight', async () => {
    const hall = await rig.hall();
    const { number } = await hall.issue();
    rig.clock.advanceTo('2025-03-04T00:00:30+08:00');
    await hall.issue();
    const results = await hall.report([
      {
        id: 'yesterday-1',
        type: 'WindowCalled',
        windowId: '1',
        number,
        occurredAt: '2025-03-03T23:59:59+08:00',
      },
      {
        id: 'today-0001',
        type: 'WindowCalled',
        windowId: '1',
        number,
        occurredAt: '2025-03-04T00:00:40+08:00',
      },
    ]);
    expect(results.map(({ status, problem }) => problem?.code ?? status)).to.deep.equal([
      'other_day',
      'accepted',
    ]);
  });
});
