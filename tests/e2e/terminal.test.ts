import { expect } from 'chai';
import type { Hall } from './hall.js';
import { said } from './http.js';
import type { Page, Ticket } from './json.js';
import { startRig, type Rig } from './rig.js';

describe('calling at a window', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  const line = async (hall: Hall, queueId = 'A'): Promise<readonly string[]> => {
    const query = `queueId=${queueId}&state=waiting`;
    const { items } = await rig.admin.get<Page<Ticket>>(`${hall.path}/tickets?${query}`);
    return items.map(({ number }) => number);
  };

  it('answers call-next in three ways: a ticket, nobody waits, a refusal', async () => {
    const hall = await rig.hall();
    const issued = await hall.issue();
    await hall.issue();
    expect(said(await hall.askAt('1', 'call-next'))).to.equal('409 window_closed');
    await hall.at('1', 'open');
    const { ticket, waiting } = await hall.at('1', 'call-next');
    const { bindCode: _code, ahead, unserved, ...rest } = issued;
    const { estimatedWaitSeconds: _wait, estimate: _band, reminderAhead: _own, ...plain } = rest;
    expect([ahead, unserved]).to.deep.equal([0, true]);
    expect(waiting).to.equal(1);
    expect(ticket).to.deep.equal({
      ...plain,
      state: 'called',
      windowId: '1',
      firstCalledAt: ticket?.firstCalledAt,
      lastCalledAt: ticket?.firstCalledAt,
    });
    expect(ticket?.firstCalledAt).to.be.a('string');
    await hall.at('1', 'call-next');
    const nobody = await hall.askAt('1', 'call-next');
    expect([nobody.status, nobody.body]).to.deep.equal([200, { ticket: null, waiting: 0 }]);
    const { items } = await rig.admin.get<Page<Ticket>>(`${hall.path}/tickets`);
    expect(items.map(({ state }) => state)).to.deep.equal(['completed', 'completed']);
  });

  it('completes the current ticket first, or says window_busy, as the hall wants', async () => {
    const hall = await rig.hall({ hall: { busyWindow: 'reject' } });
    const [first, second] = await hall.issueMany(2);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    const busy = await hall.askAt('1', 'call-next');
    expect(said(busy)).to.equal('409 window_busy');
    expect(busy.body).to.include({ windowId: '1', number: first?.number });
    expect(said(await hall.askAt('1', 'call', { number: second?.number }))).to.equal(
      '409 window_busy',
    );
    expect(said(await hall.askAt('1', 'close'))).to.equal('409 window_busy');
    await rig.admin.put(hall.path, { name: 'x' });
    expect((await hall.at('1', 'call-next')).ticket?.number).to.equal(second?.number);
    expect(await hall.at('1', 'close')).to.include({ state: 'closed', ticket: null });
    const { items } = await rig.admin.get<Page<Ticket>>(`${hall.path}/tickets?state=completed`);
    expect(items).to.have.length(2);
  });

  it('calls a given ticket, and says who has it, or how it ended', async () => {
    const hall = await rig.hall();
    const [first, second, third] = await hall.issueMany(3);
    await hall.at('1', 'open');
    await hall.at('2', 'open');
    expect((await hall.at('1', 'call', { ticketId: third?.ticketId })).ticket?.number).to.equal(
      'A003',
    );
    const taken = await hall.askAt('2', 'call', { number: 'A003' });
    expect(said(taken)).to.equal('409 already_called');
    expect(taken.body).to.include({ windowId: '1' });
    await hall.on(second?.ticketId ?? '', 'cancel');
    const over = await hall.askAt('2', 'call', { number: 'A002' });
    expect(said(over)).to.equal('409 ticket_not_waiting');
    expect(over.body).to.include({ state: 'cancelled' });
    expect(said(await hall.askAt('2', 'call', { number: 'A099' }))).to.equal('404 unknown_ticket');
    expect(said(await hall.askAt('3', 'call', { number: 'A001' }))).to.equal('409 window_closed');
    await hall.at('2', 'call', { number: first?.number ?? '' });
    await hall.at('2', 'no-show');
    expect((await hall.at('2', 'call', { number: 'A001' })).ticket).to.include({ state: 'called' });
  });

  it('gives two windows that call at once two different tickets', async () => {
    const hall = await rig.hall();
    await hall.issueMany(10);
    await Promise.all(['1', '2'].map((windowId) => hall.at(windowId, 'open')));
    const calls = await Promise.all(
      Array.from({ length: 10 }, (_, index) => hall.at(index % 2 === 0 ? '1' : '2', 'call-next')),
    );
    expect(new Set(calls.map(({ ticket }) => ticket?.number)).size).to.equal(10);
  });

  it('serves: recall, start, complete, no-show, and no_ticket where there is none', async () => {
    const hall = await rig.hall();
    await hall.issueMany(2);
    await hall.at('1', 'open');
    for (const command of ['recall', 'start', 'complete', 'no-show', 'hold'])
      expect(said(await hall.askAt('1', command)), command).to.equal('409 no_ticket');
    expect(said(await hall.askAt('1', 'transfer', { toQueueId: 'B' }))).to.equal('409 no_ticket');
    const first = (await hall.at('1', 'call-next')).ticket;
    const recalled = (await hall.at('1', 'recall')).ticket;
    expect(recalled).to.include({ state: 'called', firstCalledAt: first?.firstCalledAt });
    expect((recalled?.lastCalledAt ?? '') >= (first?.lastCalledAt ?? '')).to.equal(true);
    expect((await hall.at('1', 'start')).ticket?.state).to.equal('serving');
    expect((await hall.at('1', 'complete')).ticket?.state).to.equal('completed');
    await hall.at('1', 'call-next');
    expect((await hall.at('1', 'no-show')).ticket).to.include({ state: 'no_show', windowId: '1' });
  });

  it('opens, pauses and closes windows; a paused one keeps its ticket and does not call', async () => {
    const hall = await rig.hall();
    await hall.issueMany(2);
    expect(await hall.at('1', 'open')).to.deep.equal({
      windowId: '1',
      name: '1号窗口',
      state: 'open',
      queueIds: ['A'],
      area: null,
      pick: 'preference',
      shares: {},
      pauseReason: null,
      clerkId: null,
      ticket: null,
      waiting: 2,
      next: ['A001', 'A002'],
    });
    expect(await hall.at('1', 'open')).to.include({ state: 'open' });
    await hall.at('1', 'call-next');
    expect(await hall.at('1', 'pause', { reason: '午休' })).to.include({
      state: 'paused',
      pauseReason: '午休',
    });
    expect(said(await hall.askAt('1', 'call-next'))).to.equal('409 window_closed');
    expect((await hall.at('1', 'complete')).ticket?.state).to.equal('completed');
    expect(await rig.admin.get(`${hall.path}/windows/1`)).to.deep.include({
      state: 'paused',
      ticket: null,
      waiting: 1,
    });
  });

  it('holds for any window, or for the same one only', async () => {
    const hall = await rig.hall();
    const [any, same] = await hall.issueMany(2);
    const terminal = await hall.token('terminal', { windowIds: ['2'] });
    await hall.at('1', 'open');
    await hall.at('2', 'open');
    await hall.at('1', 'call-next');
    expect((await hall.at('1', 'hold', {})).ticket).to.include({ state: 'held', windowId: '1' });
    expect((await hall.at('2', 'call', { number: any?.number ?? '' })).ticket?.state).to.equal(
      'called',
    );
    await hall.at('1', 'call-next');
    await hall.at('1', 'hold', { kind: 'same_window' });
    const asked = await hall.askAt('2', 'call', { number: same?.number ?? '' });
    expect(said(asked)).to.equal('409 held_for_window');
    const path = `${hall.path}/tickets/${same?.ticketId ?? ''}/resume`;
    expect((await terminal.ask('POST', path)).status).to.be.oneOf([403, 409]);
    const own = await hall.token('terminal', { windowIds: ['1'] });
    expect((await own.post<{ ticket: Ticket }>(path)).ticket.state).to.equal('waiting');
    expect(said(await own.ask('POST', path))).to.equal('409 ticket_not_held');
    expect(await line(hall)).to.deep.equal([same?.number]);
    await hall.at('1', 'call-next');
    const past = await hall.askAt('1', 'hold', { kind: 'until', until: '2020-01-01T00:00:00Z' });
    expect(said(past)).to.equal('400 until_not_future');
  });

  it('returns a ticket first, last, or after so many', async () => {
    const hall = await rig.hall();
    const [one] = await hall.issueMany(4);
    await hall.issue('A', { priority: 'priority' });
    await hall.at('1', 'open');
    const id = one?.ticketId ?? '';
    expect(said(await hall.askOn(id, 'return'))).to.equal('409 ticket_not_returnable');
    const placed = async (position: unknown): Promise<readonly [number, readonly string[]]> => {
      await hall.at('1', 'call', { ticketId: id });
      const { ahead } = await hall.on(id, 'return', position === undefined ? {} : { position });
      return [ahead, await line(hall)];
    };
    const others = ['A005', 'A002', 'A003', 'A004'];
    expect(await placed('first')).to.deep.equal([0, ['A001', ...others]]);
    expect(await placed(undefined)).to.deep.equal([4, [...others, 'A001']]);
    expect(await placed('last')).to.deep.equal([4, [...others, 'A001']]);
    expect(await placed({ after: 2 })).to.deep.equal([2, ['A005', 'A002', 'A001', 'A003', 'A004']]);
    expect(await placed({ after: 0 })).to.deep.equal([0, ['A001', ...others]]);
    expect(await placed({ after: 99 })).to.deep.equal([4, [...others, 'A001']]);
    await hall.at('1', 'call', { ticketId: id });
    await hall.at('1', 'complete');
    expect((await hall.on(id, 'return')).ticket.state).to.equal('waiting');
    await hall.on(id, 'cancel');
    expect(said(await hall.askOn(id, 'return'))).to.equal('409 ticket_not_returnable');
  });

  it('transfers by time of issue, or last, as the hall wants, and to one window', async () => {
    const hall = await rig.hall();
    await hall.issue('A');
    await hall.issueMany(2, 'B');
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    expect((await hall.at('1', 'transfer', { toQueueId: 'B' })).ticket).to.include({
      queueId: 'B',
      number: 'A001',
      state: 'waiting',
      windowId: null,
    });
    expect(await line(hall, 'B')).to.deep.equal(['A001', 'B001', 'B002']);
    await rig.admin.put(hall.path, { name: 'x', transferPlace: 'last' });
    await hall.at('3', 'open');
    await hall.at('3', 'call-next');
    await hall.at('3', 'transfer', { toQueueId: 'B' });
    expect(await line(hall, 'B')).to.deep.equal(['B001', 'B002', 'A001']);
    await hall.at('1', 'call', { number: 'B002' });
    await hall.at('1', 'transfer', { toWindowId: '3' });
    await hall.at('2', 'open');
    expect((await hall.at('2', 'call-next')).ticket?.number).to.equal('B001');
    expect((await hall.at('3', 'call-next')).ticket?.number).to.equal('B002');
    const unknown = await hall.askAt('3', 'transfer', { toQueueId: 'Z' });
    expect(said(unknown)).to.equal('404 unknown_queue');
    expect(said(await hall.askAt('3', 'transfer', { toWindowId: '9' }))).to.equal(
      '404 unknown_window',
    );
  });

  it('serves the queues of a window in its order of preference', async () => {
    const hall = await rig.hall();
    await hall.issueMany(1, 'B');
    await hall.issueMany(2, 'A');
    await hall.at('2', 'open');
    const called = [];
    for (let count = 0; count < 3; count += 1)
      called.push((await hall.at('2', 'call-next')).ticket?.number);
    expect(called).to.deep.equal(['A001', 'A002', 'B001']);
  });
});
