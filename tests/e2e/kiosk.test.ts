import { expect } from 'chai';
import { said, type Answer } from './http.js';
import type { Issued, Page, Ticket } from './json.js';
import { startRig, type Rig } from './rig.js';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe('taking a number', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('answers 201 with exactly the ticket of the contract', async () => {
    const hall = await rig.hall();
    const kiosk = await hall.token('kiosk');
    const { status, body, headers } = await kiosk.ask<Issued>(
      'POST',
      `${hall.path}/queues/A/tickets`,
    );
    expect(status).to.equal(201);
    const { ticketId, issuedAt, bindCode, ...rest } = body;
    expect(rest).to.deep.equal({
      number: 'A001',
      queueId: 'A',
      state: 'waiting',
      priority: 'normal',
      priorityName: '普通',
      windowId: null,
      firstCalledAt: null,
      lastCalledAt: null,
      appointmentId: null,
      route: [],
      outcome: null,
      returns: 0,
      recalls: 0,
      ahead: 0,
      estimatedWaitSeconds: null,
      estimate: null,
      reminderAhead: null,
      unserved: true,
    });
    expect(issuedAt).to.match(instant);
    expect(bindCode).to.match(/^[0-9A-Za-z_-]{20,32}$/);
    expect(headers.get('location')).to.equal(`/api/v1/tickets/${ticketId}`);
    expect(headers.get('idempotency-replayed')).to.equal(null);
    const { bindCode: _secret, ...page } = body;
    expect(await kiosk.get(`/api/v1/tickets/${ticketId}`)).to.deep.equal({
      ...page,
      hallId: hall.hallId,
      businessDay: (await hall.board()).businessDay,
      window: null,
      rating: null,
    });
  });

  it('counts numbers by prefix, and who is ahead by priority', async () => {
    const hall = await rig.hall();
    const given = [await hall.issue(), await hall.issue('B'), await hall.issue()];
    const urgent = await hall.issue('A', { priority: 'priority' });
    expect([...given, urgent].map(({ number, ahead }) => [number, ahead])).to.deep.equal([
      ['A001', 0],
      ['B001', 0],
      ['A002', 1],
      ['A003', 0],
    ]);
    expect(urgent.priority).to.equal('priority');
    await hall.at('1', 'open');
    expect((await hall.at('1', 'call-next')).ticket?.number).to.equal('A003');
  });

  it('takes a number that another system has printed, once', async () => {
    const hall = await rig.hall();
    const issue = (body: object): Promise<Answer<Issued>> =>
      rig.admin.ask('POST', `${hall.path}/queues/A/tickets`, { body });
    expect((await issue({ number: 'A120' })).body.number).to.equal('A120');
    expect(said(await issue({ number: 'A120' }))).to.equal('409 number_taken');
    const wrong = await issue({ number: 'B121' });
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.contain('number');
    const next = (await issue({})).body.number;
    expect(next).not.to.equal('A120');
    expect(said(await issue({ openId: 'o123' }))).to.equal('400 invalid_request');
  });

  it('lets a holder take one where the hall allows it, bound at once', async () => {
    const hall = await rig.hall();
    const phone = await rig.phone();
    const path = `${hall.path}/queues/A/tickets`;
    expect(said(await phone.caller.ask('POST', path))).to.equal('403 forbidden');
    await rig.admin.put(hall.path, { name: 'x', holdersTakeNumbers: true });
    const { body, status } = await phone.caller.ask<Issued>('POST', path);
    expect(status).to.equal(201);
    await hall.messageOf(body.ticketId, 'withheld');
    const urgent = await phone.caller.ask('POST', path, { body: { priority: 'priority' } });
    expect(said(urgent)).to.equal('403 forbidden');
    const { items } = await phone.caller.get<Page<Ticket>>('/api/v1/me/tickets');
    expect(items.map(({ ticketId }) => ticketId)).to.deep.equal([body.ticketId]);
  });

  it('lists the tickets of today in calling order, by filters and page by page', async () => {
    const hall = await rig.hall();
    const kiosk = await hall.token('kiosk');
    await hall.issueMany(3);
    await hall.issue('B');
    await hall.issue('A', { priority: 'priority' });
    await hall.at('1', 'open');
    await hall.at('1', 'call', { number: 'A002' });
    const list = (query = '') => kiosk.get<Page<Ticket>>(`${hall.path}/tickets${query}`);
    const numbers = ({ items }: Page<Ticket>) => items.map(({ number }) => number);
    expect(numbers(await list('?queueId=A&state=waiting'))).to.deep.equal(['A004', 'A001', 'A003']);
    expect(numbers(await list('?state=called'))).to.deep.equal(['A002']);
    expect(numbers(await list('?windowId=1'))).to.deep.equal(['A002']);
    expect(numbers(await list('?number=B001'))).to.deep.equal(['B001']);
    const all = numbers(await list());
    expect(all).to.have.length(5);
    const paged: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`?limit=2${cursor}`);
      paged.push(...numbers(page));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(paged).to.deep.equal(all);
    for (const query of ['limit=0', 'limit=501', 'cursor=nonsense', 'state=asleep', 'colour=red']) {
      const refused = await kiosk.ask<{ errors: { path: string }[] }>(
        'GET',
        `${hall.path}/tickets?${query}`,
      );
      expect(said(refused), query).to.equal('400 invalid_request');
      expect(refused.body.errors[0]?.path).to.equal(query.split('=')[0]);
    }
  });

  it('cancels, and does not cancel what has ended', async () => {
    const hall = await rig.hall();
    const kiosk = await hall.token('kiosk');
    const { ticketId } = await hall.issue();
    const path = `${hall.path}/tickets/${ticketId}/cancel`;
    expect((await kiosk.post<{ ticket: Ticket }>(path)).ticket.state).to.equal('cancelled');
    const again = await kiosk.ask<{ state: string }>('POST', path);
    expect(said(again)).to.equal('409 ticket_ended');
    expect(again.body.state).to.equal('cancelled');
  });
});
