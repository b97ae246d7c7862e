import { expect } from 'chai';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { said } from './http.js';
import type { Issued, Page, Ticket, TicketPage } from './json.js';
import { fresh, messageTo, startRig, type Rig } from './rig.js';

const { jh } = simulatorTemplates;

describe('a holder', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());
  afterEach(() => rig.faults(null));

  const login = (code: string) =>
    rig.anyone.ask<Record<string, unknown>>('POST', '/api/v1/wechat/login', { body: { code } });

  it('logs in by a code of wx.login, once, and never sees the session_key', async () => {
    const name = fresh();
    const first = await login(`user-${name}-1`);
    expect(first.status).to.equal(200);
    expect(first.body).to.have.all.keys(['token', 'expiresAt', 'isNew']);
    expect(first.body['isNew']).to.equal(true);
    expect(Date.parse(String(first.body['expiresAt']))).to.be.greaterThan(Date.now());
    expect(said(await login(`user-${name}-1`))).to.equal('401 wechat_code_invalid');
    expect((await login(`user-${name}-2`)).body['isNew']).to.equal(false);
    expect(said(await login('nonsense'))).to.equal('401 wechat_code_invalid');
    expect(said(await login(`user-blocked-${name}`))).to.equal('403 wechat_user_blocked');
    await rig.faults({ rules: [{ api: 'code2session', effect: 'errcode', errcode: 45011 }] });
    const away = await login(`user-${name}-3`);
    expect(said(away)).to.equal('503 wechat_unavailable');
    expect(away.headers.get('retry-after')).to.match(/^\d+$/);
  });

  it('binds a ticket: first come, again for the same person, never for another', async () => {
    const hall = await rig.hall();
    const { bindCode, ticketId } = await hall.issue();
    const [holder, other] = [await rig.phone(), await rig.phone()];
    const bound = await holder.bind(bindCode);
    expect(bound).to.include({ ticketId, ahead: 0, hallId: hall.hallId });
    expect(await holder.bind(bindCode)).to.include({ ticketId });
    const body = { bindCode };
    const bind = '/api/v1/tickets/bind';
    expect(said(await other.caller.ask('POST', bind, { body }))).to.equal('409 ticket_bound');
    const unknown = { bindCode: `${bindCode.slice(0, -2)}zz` };
    expect(said(await other.caller.ask('POST', bind, { body: unknown }))).to.equal(
      '404 unknown_bind_code',
    );
    await hall.on(ticketId, 'cancel');
    const next = await hall.issue();
    await hall.on(next.ticketId, 'cancel');
    const over = await other.caller.ask('POST', bind, { body: { bindCode: next.bindCode } });
    expect(said(over)).to.equal('409 ticket_ended');
  });

  it('reads their ticket with its messages and what to ask for, and nobody else reads those', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    await messageTo(rig, phone);
    await hall.settled();
    const { businessDay } = await hall.board();
    const { bindCode: _code, ...plain } = ticket;
    const page = await phone.ticket(ticket.ticketId);
    const [message] = page.messages ?? [];
    expect(page).to.deep.equal({
      ...plain,
      hallId: hall.hallId,
      businessDay,
      window: null,
      messages: [{ kind: 'near-turn', stay: 1, status: 'sent', at: message?.at }],
      subscriptions: [{ kind: 'near-turn', templateId: jh, remaining: 0 }],
      card: null,
      rating: null,
    });
    const path = `/api/v1/tickets/${ticket.ticketId}`;
    const terminal = await hall.token('terminal');
    expect(await terminal.get<TicketPage>(path)).not.to.have.any.keys([
      'messages',
      'subscriptions',
    ]);
    const elsewhere = await (await rig.hall()).token('kiosk');
    expect(said(await elsewhere.ask('GET', path))).to.equal('403 forbidden');
  });

  it('is not the holder of another ticket: 403 for everything about it', async () => {
    const hall = await rig.hall();
    const { ticket } = await hall.holder();
    const { caller } = await rig.phone();
    const path = `/api/v1/tickets/${ticket.ticketId}`;
    const ask = async (method: string, rest: string, body?: object) =>
      said(await caller.ask(method, `${path}${rest}`, body === undefined ? {} : { body }));
    expect(await ask('GET', '')).to.equal('403 forbidden');
    expect(await ask('POST', '/cancel')).to.equal('403 forbidden');
    expect(await ask('DELETE', '/binding')).to.equal('403 forbidden');
    expect(await ask('POST', '/subscriptions', { results: { [jh]: 'accept' } })).to.equal(
      '403 forbidden',
    );
    const staff = `${hall.path}/tickets/${ticket.ticketId}/cancel`;
    expect(said(await caller.ask('POST', staff))).to.equal('403 forbidden');
  });

  it('reports what wx.requestSubscribeMessage gave, whatever it gave', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    const ticket = await hall.issue();
    const { caller, bind, ticket: read } = await rig.phone();
    await bind(ticket.bindCode);
    const report = (results: object, more: object = {}) =>
      caller.ask('POST', `/api/v1/tickets/${ticket.ticketId}/subscriptions`, {
        body: { results, ...more },
      });
    const answers = ['accept', 'acceptWithForcePush', 'reject', 'ban', 'filter', 'something-new'];
    for (const answer of answers) {
      const { body, status } = await report({ [jh]: answer, errMsg: 'requestSubscribeMessage:ok' });
      const accepted = answer.startsWith('accept');
      expect([status, body]).to.deep.equal([
        200,
        { granted: accepted ? [jh] : [], declined: accepted ? [] : [jh] },
      ]);
    }
    expect((await read(ticket.ticketId)).subscriptions?.[0]?.remaining).to.equal(2);
    const unknown = await report({ 'no-such-template': 'accept' });
    expect(said(unknown)).to.equal('400 unknown_template');
    expect(unknown.text).to.contain('results.no-such-template');
    expect(
      (await report({}, { profile: { userName: '王小明', idCard: '110101199003070012' } })).status,
    ).to.equal(200);
    expect(said(await report({}, { profile: { phone: '1' } }))).to.equal('400 invalid_request');
  });

  it('gives up, frees the ticket, and lists their own, newest first', async () => {
    const hall = await rig.hall();
    const phone = await rig.phone();
    const tickets: Issued[] = [];
    for (let count = 0; count < 3; count += 1) {
      const ticket = await hall.issue();
      await phone.bind(ticket.bindCode);
      tickets.push(ticket);
    }
    const [first, second] = tickets;
    const cancelled = await phone.caller.post<TicketPage>(
      `/api/v1/tickets/${first?.ticketId}/cancel`,
    );
    expect(cancelled).to.include({ state: 'cancelled', ahead: 0 });
    const again = await phone.caller.ask('POST', `/api/v1/tickets/${first?.ticketId}/cancel`);
    expect(said(again)).to.equal('409 ticket_ended');
    const freed = await phone.caller.ask('DELETE', `/api/v1/tickets/${second?.ticketId}/binding`);
    expect(freed.status).to.equal(204);
    const { items, nextCursor } = await phone.caller.get<Page<Ticket>>(
      '/api/v1/me/tickets?limit=1',
    );
    expect(items[0]?.ticketId).to.equal(tickets[2]?.ticketId);
    const rest = await phone.caller.get<Page<Ticket>>(
      `/api/v1/me/tickets?cursor=${encodeURIComponent(nextCursor ?? '')}`,
    );
    expect(rest.items.map(({ ticketId }) => ticketId)).to.deep.equal([first?.ticketId]);
    const freedRead = await phone.caller.ask('GET', `/api/v1/tickets/${second?.ticketId}`);
    expect(said(freedRead)).to.equal('403 forbidden');
  });
});
