import { expect } from 'chai';
import { startRig, type Rig } from './rig.js';
import { said } from './http.js';

describe('a visit, over HTTP', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  it('goes from counter to counter on one number', async () => {
    const hall = await rig.hall({ hall: { outcomes: ['办结'] } });
    await hall.at('1', 'open');
    await hall.at('3', 'open');
    const { ticketId, number } = await hall.issue('A', { route: ['B'] });
    await hall.at('1', 'call-next');
    const moved = await hall.at('1', 'complete', { outcome: '办结' });
    expect(moved).to.deep.include({ nextQueueId: 'B' });
    expect(moved.ticket).to.deep.include({
      state: 'waiting',
      queueId: 'B',
      number,
      outcome: '办结',
    });
    expect(moved.ticket).to.have.deep.property('route', [
      { queueId: 'A', state: 'done' },
      { queueId: 'B', state: 'here' },
    ]);
    await hall.at('3', 'call-next');
    const ended = await hall.at('3', 'complete');
    expect(ended).to.deep.include({ nextQueueId: null });
    expect(ended.ticket).to.include({ ticketId, state: 'completed' });
    expect(said(await hall.askAt('3', 'complete', { outcome: '丢失' }))).to.equal(
      '400 unknown_outcome',
    );
  });

  it('is rated once, by its holder or at the window; a comment is kept with the person', async () => {
    const hall = await rig.hall({ hall: { ratingReasons: ['态度好'] } });
    await hall.at('1', 'open');
    const { phone, ticket } = await hall.holder();
    const path = `/api/v1/tickets/${ticket.ticketId}/rating`;
    const rating = { score: 5, reasons: ['态度好'], comment: '很快' };
    expect(said(await phone.caller.ask('POST', path, { body: rating }))).to.equal('409 not_ended');
    await hall.at('1', 'call-next');
    await hall.at('1', 'complete');
    const key = `rate-${ticket.ticketId}`;
    const first = await phone.caller.ask('POST', path, { body: rating, key });
    expect([first.status, first.body]).to.deep.equal([201, { score: 5, reasons: ['态度好'] }]);
    const again = await phone.caller.ask('POST', path, { body: rating, key });
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    expect(said(await phone.caller.ask('POST', path, { body: rating }))).to.equal(
      '409 already_rated',
    );
    const { timeline } = await rig.admin.get<{ timeline: { type: string; data: object }[] }>(
      `/api/v1/audit/tickets/${ticket.ticketId}`,
    );
    const rated = timeline.find(({ type }) => type === 'TicketRated');
    expect(rated?.data).to.include({ score: 5, by: 'holder' });
    expect(JSON.stringify(timeline)).not.to.contain('很快');
    expect(said(await hall.askOn(ticket.ticketId, 'rating', { score: 6 }))).to.equal(
      '400 invalid_request',
    );
    expect(said(await hall.askOn(ticket.ticketId, 'rating', { score: 4 }))).to.equal(
      '409 already_rated',
    );
  });

  it('takes another priority, returns where the hall has it, and no further recall', async () => {
    const priorities = [
      { id: 'senior', name: '老人' },
      { id: 'normal', name: '普通' },
    ];
    const returns = { place: { after: 1 }, limit: 1 };
    const hall = await rig.hall({ hall: { priorities, returns, recallLimit: 1 } });
    await hall.at('1', 'open');
    const [first, , third] = await hall.issueMany(4);
    if (first === undefined || third === undefined) throw new Error('expected tickets');
    await hall.at('1', 'call-next');
    await hall.at('1', 'recall');
    expect(said(await hall.askAt('1', 'recall'))).to.equal('409 recall_limit');
    const raised = await hall.on(third.ticketId, 'priority', { priority: 'senior' });
    expect(raised).to.include({ ahead: 0 });
    expect(raised.ticket).to.include({ priority: 'senior', priorityName: '老人' });
    expect(said(await hall.askOn(third.ticketId, 'priority', { priority: 'gold' }))).to.equal(
      '400 unknown_priority',
    );
    await hall.at('1', 'no-show');
    expect(await hall.on(first.ticketId, 'return')).to.include({ ahead: 1 });
    await hall.at('1', 'call', { ticketId: first.ticketId });
    expect(said(await hall.askOn(first.ticketId, 'return'))).to.not.equal('409 return_limit');
    const terminal = await hall.token('terminal');
    await hall.at('1', 'call', { ticketId: first.ticketId });
    const refused = await terminal.ask('POST', `${hall.path}/tickets/${first.ticketId}/return`);
    expect([said(refused), refused.body]).to.deep.include('409 return_limit');
  });

  it('is missed at a recall beyond the limit, where the hall has it so', async () => {
    const hall = await rig.hall({ hall: { recallLimit: 1, afterRecalls: 'no_show' } });
    await hall.at('1', 'open');
    await hall.issue();
    await hall.at('1', 'call-next');
    expect((await hall.at('1', 'recall')).ticket).to.include({ state: 'called', recalls: 1 });
    expect((await hall.at('1', 'recall')).ticket).to.include({ state: 'no_show' });
  });
});
