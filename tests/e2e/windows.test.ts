import { expect } from 'chai';
import type { Hall } from './hall.js';
import { said, type Caller } from './http.js';
import type { AuditTicket, Board, Called, Queue, TicketPage, Window } from './json.js';
import { openLive } from './live.js';
import { startRig, type Rig } from './rig.js';

describe('the windows of a hall', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  /** Who does something at a window, and what is said to it. */
  const ask = (hall: Hall, caller: Caller, at: string, body: object = {}) =>
    caller.ask<Window & { clerkId: string }>('POST', `${hall.path}/windows/${at}`, { body });

  it('leave nobody behind: who was sent to one that closes is called by another', async () => {
    const hall = await rig.hall({ windows: { '1': ['A'], '2': ['A'] } });
    const issued = await hall.issue();
    await hall.at('1', 'open');
    await hall.at('2', 'open');
    await hall.at('1', 'call-next');
    expect((await hall.at('1', 'transfer', { toWindowId: '2' })).ticket?.state).to.equal('waiting');
    expect((await hall.at('1', 'call-next')).ticket).to.equal(null);
    await hall.at('2', 'close');
    expect((await rig.admin.ask('DELETE', `${hall.path}/windows/2`)).status).to.equal(204);
    expect((await hall.at('1', 'call-next')).ticket?.number).to.equal(issued.number);
    const { timeline } = await rig.admin.get<AuditTicket>(
      `/api/v1/audit/tickets/${issued.ticketId}`,
    );
    expect(
      timeline?.map(({ type, data }) => [type, data['reason'] ?? data['why']]),
    ).to.deep.include(['TicketRejoined', 'window_closed']);
    expect(timeline?.findLast(({ type }) => type === 'WindowCalled')?.data).to.include({
      reason: 'preference',
    });
  });

  it('that are closed send a ticket back at once, which is waiting all the same', async () => {
    const hall = await rig.hall();
    await hall.issueMany(2);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    const { ticket } = await hall.at('1', 'transfer', { toWindowId: '2' });
    expect(ticket).to.include({ number: 'A001', state: 'waiting', windowId: null });
    expect((await hall.at('1', 'call-next')).ticket?.number).to.equal('A001');
  });

  it('show nobody serving a queue, to the board, the manager, the holder and the kiosk', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    expect(ticket.unserved).to.equal(true);
    const seen = async (): Promise<readonly (boolean | undefined)[]> => [
      (await hall.board()).queues[0]?.unserved,
      (await rig.admin.get<Queue>(`${hall.path}/queues/A`)).unserved,
      (await phone.ticket(ticket.ticketId)).unserved,
      (await rig.admin.get<TicketPage>(`/api/v1/tickets/${ticket.ticketId}`)).unserved,
    ];
    expect(await seen()).to.deep.equal([true, true, true, true]);
    const metrics = (await rig.anyone.ask('GET', '/metrics')).text;
    expect(metrics).to.match(/^queues_unserved\{waiting="yes"\} [1-9]/m);
    await hall.at('1', 'open');
    expect(await seen()).to.deep.equal([false, false, false, false]);
    await hall.at('1', 'pause');
    expect(await seen()).to.deep.equal([false, false, false, false]);
    await hall.at('1', 'close');
    expect(await seen()).to.deep.equal([true, true, true, true]);
  });

  it('call by their rule, and say who comes next', async () => {
    const hall = await rig.hall();
    await rig.admin.put(`${hall.path}/windows/2`, {
      name: '2',
      queueIds: ['A', 'B'],
      pick: 'shares',
      shares: { A: 2 },
    });
    await hall.issueMany(3, 'A');
    await hall.issueMany(3, 'B');
    expect((await rig.admin.get<Window>(`${hall.path}/windows/2`)).next).to.deep.equal([
      'A001',
      'B001',
      'A002',
    ]);
    await hall.at('2', 'open');
    const called: (string | undefined)[] = [];
    for (let calls = 0; calls < 3; calls += 1)
      called.push((await hall.at('2', 'call-next')).ticket?.number);
    expect(called).to.deep.equal(['A001', 'B001', 'A002']);
    expect((await hall.board()).queues.map(({ next }) => next)).to.deep.equal([
      ['A003'],
      ['B002', 'B003'],
    ]);
  });

  it('call no given ticket where the hall lets nobody but an admin', async () => {
    const hall = await rig.hall({ hall: { callGiven: 'nobody' } });
    await hall.issueMany(2);
    await hall.at('1', 'open');
    const terminal = await hall.token('terminal');
    const asked = await terminal.ask<Called>('POST', `${hall.path}/windows/1/call`, {
      body: { number: 'A002' },
    });
    expect(said(asked)).to.equal('403 call_given_off');
    expect((await hall.at('1', 'call', { number: 'A002' })).ticket?.number).to.equal('A002');
  });

  it('belong to whoever has signed in, and to nobody else', async () => {
    const hall = await rig.hall({ hall: { signIn: 'required' } });
    const [one, two] = [await hall.token('terminal'), await hall.token('terminal')];
    expect(said(await ask(hall, one, '1/open'))).to.equal('409 not_signed_in');
    expect(said(await ask(hall, rig.admin, '1/open'))).to.equal('409 not_signed_in');
    const signedIn = await ask(hall, one, '1/sign-in', { clerkId: '1024' });
    expect(signedIn.status).to.equal(200);
    expect(signedIn.body).to.include({ windowId: '1', clerkId: '1024', state: 'closed' });
    expect((await ask(hall, one, '1/sign-in', { clerkId: '1024' })).status).to.equal(200);
    const taken = await ask(hall, two, '1/sign-in', { clerkId: '2048' });
    expect(said(taken)).to.equal('409 window_taken');
    expect(taken.body).to.include({ clerkId: '1024', windowId: '1' });
    expect((await ask(hall, one, '1/open')).body).to.include({ state: 'open', clerkId: '1024' });
    const refused = await ask(hall, two, '1/call-next');
    expect(said(refused)).to.equal('409 window_taken');
    expect(refused.body).to.include({ clerkId: '1024' });
    expect(said(await ask(hall, two, '1/sign-out'))).to.equal('409 window_taken');
    const over = await ask(hall, two, '1/sign-in', { clerkId: '2048', takeOver: true });
    expect(over.body).to.include({ clerkId: '2048', state: 'open' });
    expect(said(await ask(hall, one, '1/pause'))).to.equal('409 window_taken');
    expect((await ask(hall, two, '1/call-next')).status).to.equal(200);
    const out = await ask(hall, two, '1/sign-out');
    expect(out.body).to.include({ state: 'paused', clerkId: null });
    expect(said(await ask(hall, two, '1/open'))).to.equal('409 not_signed_in');
    expect((await ask(hall, two, '1/sign-out')).status).to.equal(200);
  });

  it('are signed in by a number only, once however often it is sent, and by no kiosk', async () => {
    const hall = await rig.hall();
    for (const clerkId of ['', '王小明', 'a b', 'x'.repeat(33)])
      expect(said(await ask(hall, rig.admin, '1/sign-in', { clerkId })), clerkId).to.equal(
        '400 invalid_request',
      );
    const kiosk = await hall.token('kiosk');
    expect(said(await ask(hall, kiosk, '1/sign-in', { clerkId: '1' }))).to.equal('403 forbidden');
    const body = { clerkId: '1024' };
    const once = { body, key: 'sign-in-once' };
    const path = `${hall.path}/windows/1/sign-in`;
    const first = await rig.admin.ask<Window>('POST', path, once);
    await hall.at('1', 'sign-out');
    expect((await rig.admin.ask<Window>('POST', path, once)).body).to.deep.equal(first.body);
    expect((await rig.admin.get<Window>(`${hall.path}/windows/1`)).clerkId).to.equal(null);
  });

  it('keep their clerk while they have a ticket, where the hall completes none', async () => {
    const hall = await rig.hall({ hall: { busyWindow: 'reject' } });
    await hall.issue();
    await hall.at('1', 'sign-in', { clerkId: '1024' });
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    expect(said(await hall.askAt('1', 'sign-out'))).to.equal('409 window_busy');
    await hall.at('1', 'complete');
    expect(await hall.at('1', 'sign-out')).to.include({ state: 'paused', clerkId: null });
  });

  it('have areas, whose boards show their windows and their calls, and no clerk', async () => {
    const hall = await rig.hall();
    const put = (id: string, queueIds: readonly string[], area: string | null) =>
      rig.admin.put(`${hall.path}/windows/${id}`, { name: `${id}号`, queueIds, area });
    await put('1', ['A'], '东厅');
    await put('3', ['B'], '西厅');
    await hall.issueMany(2);
    await hall.issue('B');
    await hall.at('1', 'sign-in', { clerkId: '10242048' });
    await hall.at('1', 'open');
    await hall.at('3', 'open');
    const east = `${hall.path}/board?area=${encodeURIComponent('东厅')}`;
    const live = await openLive(
      `${rig.url}${hall.path}/board/live?area=${encodeURIComponent('东厅')}`,
    );
    expect((await live.next()).data).to.deep.equal(await rig.anyone.get(east));
    await hall.at('3', 'call-next');
    await hall.at('1', 'call-next');
    const [board, all] = [await rig.anyone.get<Board>(east), await hall.board()];
    expect(board.windows.map(({ windowId, area }) => [windowId, area])).to.deep.equal([
      ['1', '东厅'],
    ]);
    expect(board.recentCalls.map(({ number, area }) => [number, area])).to.deep.equal([
      ['A001', '东厅'],
    ]);
    expect(board.queues).to.have.length(2);
    expect(all.recentCalls.map(({ number }) => number)).to.deep.equal(['A001', 'B001']);
    const other = await live.next();
    expect(other.data).to.have.keys(['type', 'at', 'queues']);
    const own = await live.until(({ data }) => data['windows'] !== undefined);
    expect(own.data['recentCalls']).to.deep.equal(board.recentCalls);
    live.close();
    expect(JSON.stringify(all)).to.not.include('10242048');
    const none = await rig.anyone.get<Board>(`${hall.path}/board?area=nowhere`);
    expect([none.windows, none.recentCalls]).to.deep.equal([[], []]);
  });
});
