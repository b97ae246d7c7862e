import { expect } from 'chai';
import { startChild } from './child.js';
import { said } from './http.js';
import type { Board, TicketPage } from './json.js';
import { openLive, type LiveEvent } from './live.js';
import { messageTo, startRig, temporaryDir, type Rig } from './rig.js';

describe('the board, and what is live', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('shows everybody the queues, the windows and the calls, newest first', async () => {
    const hall = await rig.hall();
    await hall.issueMany(25);
    await hall.issue('B');
    await hall.at('1', 'open');
    for (let count = 0; count < 22; count += 1) await hall.at('1', 'call-next');
    await hall.at('1', 'recall');
    const board = await rig.anyone.get<Board>(`${hall.path}/board`);
    expect(Object.keys(board)).to.deep.equal([
      'hallId',
      'name',
      'businessDay',
      'timeZone',
      'queues',
      'windows',
      'recentCalls',
    ]);
    expect(board).to.include({ hallId: hall.hallId, name: '测试大厅', timeZone: 'Asia/Shanghai' });
    expect(board.queues).to.deep.equal([
      {
        queueId: 'A',
        name: '综合业务',
        waiting: 3,
        paused: false,
        next: ['A023', 'A024', 'A025'],
        unserved: false,
        // Twenty services of no time at all say that it takes none.
        estimate: { seconds: 0, low: 0, high: 0, basis: 'simulation' },
      },
      {
        queueId: 'B',
        name: '个人业务',
        waiting: 1,
        paused: false,
        next: ['B001'],
        unserved: true,
        estimate: null,
      },
    ]);
    const [first] = board.windows;
    expect(first).to.include({ windowId: '1', name: '1号窗口', state: 'open' });
    expect(first?.ticket).to.include({ number: 'A022', state: 'called', windowId: '1' });
    expect(board.recentCalls).to.have.length(20);
    const [recall, call] = board.recentCalls;
    expect(recall).to.include({
      number: 'A022',
      recall: true,
      count: 2,
      area: null,
      windowId: '1',
      windowName: '1号窗口',
    });
    expect(call).to.include({ number: 'A022', recall: false, count: 1 });
    const ids = board.recentCalls.map(({ callId }) => callId);
    expect(new Set(ids).size).to.equal(20);
    expect(Object.keys(call ?? {})).to.have.members([
      'callId',
      'count',
      'area',
      'number',
      'windowId',
      'windowName',
      'recall',
      'calledAt',
      'recordedAt',
    ]);
  });

  it('streams the board: a snapshot, then the entries that changed, from where the client was', async () => {
    const hall = await rig.hall();
    const url = `${rig.url}${hall.path}/board/live`;
    const live = await openLive(url);
    expect(live.contentType).to.match(/^text\/event-stream/);
    const snapshot = await live.next();
    expect(snapshot.event).to.equal('snapshot');
    expect(snapshot.data).to.deep.equal(await hall.board());
    await hall.issue();
    const issued = await live.until(({ data }) => data['type'] === 'TicketIssued');
    expect(issued.event).to.equal('change');
    expect(issued.data['queues']).to.deep.equal([
      {
        queueId: 'A',
        name: '综合业务',
        waiting: 1,
        paused: false,
        next: ['A001'],
        unserved: true,
        estimate: null,
      },
    ]);
    expect(issued.data['at']).to.be.a('string');
    live.close();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    const resumed = await openLive(url, { lastEventId: issued.id });
    const opened = await resumed.next();
    expect([opened.event, opened.data['type']]).to.deep.equal(['change', 'WindowOpened']);
    const called = await resumed.next();
    expect([called.event, called.data['type']]).to.deep.equal(['change', 'WindowCalled']);
    expect(called.data).to.have.keys(['type', 'at', 'queues', 'windows', 'recentCalls']);
    resumed.close();
    const strange = await openLive(url, { lastEventId: 'not-an-id-of-ours' });
    expect((await strange.next()).event).to.equal('snapshot');
    strange.close();
  });

  it('streams a ticket to its holder, with its messages', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    const { phone, ticket } = await hall.holder();
    const path = `/api/v1/tickets/${ticket.ticketId}`;
    const token = phone.caller.token;
    const live = await openLive(`${rig.url}${path}/live`, { token });
    const snapshot = await live.next();
    expect(snapshot.event).to.equal('snapshot');
    expect(snapshot.data).to.deep.equal(await phone.ticket(ticket.ticketId));
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    const sent = await live.until(({ data }) => data['type'] === 'MessageSent');
    expect(sent.data).to.include({ ahead: 0, state: 'waiting' });
    expect(sent.data['messages']).to.have.nested.property('[0].status', 'sent');
    await messageTo(rig, phone);
    await hall.at('1', 'call-next');
    const called = await live.until(({ data }) => data['state'] === 'called');
    expect(called.data['window']).to.deep.equal({ windowId: '1', name: '1号窗口' });
    live.close();
    const kiosk = await hall.token('kiosk');
    const staff = await openLive(`${rig.url}${path}/live`, { token: kiosk.token });
    expect((await staff.next()).data).not.to.have.any.keys(['messages', 'subscriptions']);
    staff.close();
    const stranger = await rig.phone();
    expect(said(await stranger.caller.ask('GET', `${path}/live`))).to.equal('403 forbidden');
    expect(said(await rig.anyone.ask('GET', `${path}/live`))).to.equal('401 unauthenticated');
  });

  it('tells a holder of grants, also of those that changed while they were away', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    const url = `${rig.url}/api/v1/tickets/${ticket.ticketId}/live`;
    const { token } = phone.caller;
    const left = ({ data }: LiveEvent): unknown =>
      (data['subscriptions'] as TicketPage['subscriptions'])?.[0]?.remaining;
    const live = await openLive(url, { token });
    expect(left(await live.next())).to.equal(0);
    await phone.subscribe(ticket.ticketId);
    const granted = await live.next();
    expect([granted.event, granted.data['type'], left(granted)]) //
      .to.deep.equal(['change', 'SubscriptionGranted', 1]);
    live.close();
    await phone.subscribe(ticket.ticketId);
    const resumed = await openLive(url, { token, lastEventId: granted.id });
    const again = await resumed.next();
    expect([again.event, left(again)]).to.deep.equal(['change', 2]);
    resumed.close();
  });

  it('goes on where the client was after the process was killed', async () => {
    const dataDir = temporaryDir();
    const first = await startChild({ dataDir });
    const hall = await first.hall();
    const ticket = await hall.issue();
    const phone = await first.phone();
    await phone.bind(ticket.bindCode);
    const { token } = phone.caller;
    const board = `${hall.path}/board/live`;
    const page = `/api/v1/tickets/${ticket.ticketId}/live`;
    const [lost, held] = [
      await openLive(`${first.url}${board}`),
      await openLive(`${first.url}${page}`, { token }),
    ];
    const [last, lastPage] = [await lost.next(), await held.next()];
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await first.kill();
    const second = await startChild({ dataDir });
    try {
      const live = await openLive(`${second.url}${board}`, { lastEventId: last.id });
      const types = [(await live.next()).data['type'], (await live.next()).data['type']];
      expect(types).to.deep.equal(['WindowOpened', 'WindowCalled']);
      await second.admin.post(`${hall.path}/windows/1/start`);
      expect((await live.next()).data['type']).to.equal('ServiceStarted');
      live.close();
      const resumed = await openLive(`${second.url}${page}`, { token, lastEventId: lastPage.id });
      const called = await resumed.until(({ data }) => data['state'] === 'serving');
      expect(called.event).to.equal('change');
      resumed.close();
      const read = await second.as(token).get<TicketPage>(`/api/v1/tickets/${ticket.ticketId}`);
      expect(read.state).to.equal('serving');
    } finally {
      await second.stop();
    }
  }).timeout(60_000);
});
