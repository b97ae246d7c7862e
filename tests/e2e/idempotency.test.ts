import { expect } from 'chai';
import { startChild } from './child.js';
import { said, type Answer, type Caller } from './http.js';
import type { Called, Issued, Page, ReportResult, Ticket } from './json.js';
import { fresh, startRig, temporaryDir, type Rig } from './rig.js';

const isReplayed = (answer: Answer<unknown>): boolean =>
  answer.headers.get('idempotency-replayed') === 'true';

describe('the same Idempotency-Key', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('twenty times at once gives one ticket, one body and 19 repeats', async () => {
    const hall = await rig.hall();
    const key = `kiosk-${fresh()}`;
    const path = `${hall.path}/queues/A/tickets`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => rig.admin.ask<Issued>('POST', path, { body: {}, key })),
    );
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    expect(answers.filter(isReplayed)).to.have.length(19);
    const { items } = await rig.admin.get<Page<Ticket>>(`${hall.path}/tickets`);
    expect(items).to.have.length(1);
  });

  it('with another body or path is refused, and does nothing', async () => {
    const hall = await rig.hall();
    const key = `kiosk-${fresh()}`;
    const ask = (queueId: string, body: object, caller: Caller = rig.admin) =>
      caller.ask('POST', `${hall.path}/queues/${queueId}/tickets`, { body, key });
    expect(said(await ask('A', {}))).to.equal('201');
    expect(said(await ask('A', { priority: 'priority' }))).to.equal('422 idempotency_key_reused');
    expect(said(await ask('B', {}))).to.equal('422 idempotency_key_reused');
    expect(said(await ask('B', {}, await hall.token('kiosk')))).to.equal('201');
    const board = await hall.board();
    expect(board.queues.map(({ waiting }) => waiting)).to.deep.equal([1, 1]);
  });

  it('calls one person however often call-next is repeated', async () => {
    const hall = await rig.hall();
    await hall.issueMany(3);
    await hall.at('1', 'open');
    const key = `terminal-${fresh()}`;
    const path = `${hall.path}/windows/1/call-next`;
    const first = await rig.admin.ask<Called>('POST', path, { key });
    await hall.at('1', 'start');
    const again = await rig.admin.ask<Called>('POST', path, { key, body: {} });
    expect(again.body).to.deep.equal(first.body);
    expect([first, again].map(isReplayed)).to.deep.equal([false, true]);
    expect((await hall.board()).queues[0]?.waiting).to.equal(2);
  });

  it('judges anew what was answered without an event', async () => {
    const hall = await rig.hall();
    const key = `terminal-${fresh()}`;
    const call = () => rig.admin.ask<Called>('POST', `${hall.path}/windows/1/call-next`, { key });
    expect(said(await call())).to.equal('409 window_closed');
    await hall.at('1', 'open');
    const nobody = await call();
    expect(nobody.body).to.deep.equal({ ticket: null, waiting: 0 });
    expect(isReplayed(nobody)).to.equal(false);
    const { number } = await hall.issue();
    const called = await call();
    expect(called.body.ticket?.number).to.equal(number);
    expect(isReplayed(called)).to.equal(false);
    expect(isReplayed(await call())).to.equal(true);
  });

  it('counts one grant for one tap, and gives a bound ticket again', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    const ticket = await hall.issue();
    const { caller, bind, ticket: read } = await rig.phone();
    await bind(ticket.bindCode);
    const [{ templateId } = { templateId: '' }] = (await read(ticket.ticketId)).subscriptions ?? [];
    const key = `phone-${fresh()}`;
    const path = `/api/v1/tickets/${ticket.ticketId}/subscriptions`;
    const body = { results: { [templateId]: 'accept', errMsg: 'requestSubscribeMessage:ok' } };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => caller.ask('POST', path, { body, key })),
    );
    expect(answers.filter(isReplayed)).to.have.length(4);
    expect((await read(ticket.ticketId)).subscriptions?.[0]?.remaining).to.equal(1);
  });

  it('of a post of call events gives its first results again', async () => {
    const hall = await rig.hall();
    await hall.issueMany(2);
    const key = `source-${fresh()}`;
    const occurredAt = new Date().toISOString();
    const events = ['A001', 'A009', 'A002'].map((number) => ({
      id: `call-${number}`,
      type: 'WindowCalled',
      windowId: '1',
      number,
      occurredAt,
    }));
    const post = (body: object) =>
      rig.admin.ask<{ results: ReportResult[] }>('POST', `${hall.path}/call-events`, { body, key });
    const first = await post({ events });
    const again = await post({ events });
    expect(first.body.results.map(({ status }) => status)).to.deep.equal([
      'accepted',
      'rejected',
      'accepted',
    ]);
    expect(again.body).to.deep.equal(first.body);
    expect([first, again].map(isReplayed)).to.deep.equal([false, true]);
    expect(said(await post({ events: events.slice(1) }))).to.equal('422 idempotency_key_reused');
  });

  it('is checked for its form', async () => {
    const hall = await rig.hall();
    for (const key of ['short', 'x'.repeat(129), 'with blank']) {
      const answer = await rig.admin.ask('POST', `${hall.path}/queues/A/tickets`, { key });
      expect(said(answer)).to.equal('400 invalid_request');
      expect(answer.text).to.contain('Idempotency-Key');
    }
  });
});

describe('the same Idempotency-Key after the process was killed', () => {
  it('gives the first answer again, bind code and all', async () => {
    const dataDir = temporaryDir();
    const first = await startChild({ dataDir });
    const hall = await first.hall();
    const key = `kiosk-${fresh()}`;
    const path = `${hall.path}/queues/A/tickets`;
    const issued = await first.admin.ask<Issued>('POST', path, { key, body: {} });
    await first.kill();
    const second = await startChild({ dataDir });
    try {
      const again = await second.admin.ask<Issued>('POST', path, { key, body: {} });
      expect(again.body).to.deep.equal(issued.body);
      expect(isReplayed(again)).to.equal(true);
      const other = await second.admin.ask('POST', path, { key, body: { number: 'A777' } });
      expect(said(other)).to.equal('422 idempotency_key_reused');
      const board = await second.admin.get<{ queues: { waiting: number }[] }>(`${hall.path}/board`);
      expect(board.queues.map(({ waiting }) => waiting)).to.deep.equal([1, 0]);
    } finally {
      await second.stop();
    }
  }).timeout(60_000);
});
