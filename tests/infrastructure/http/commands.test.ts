import { expect } from 'chai';
import { AppError } from '../../../src/application/errors.js';
import { fingerprintOf } from '../../../src/infrastructure/http/idempotency.js';
import { said, startRig, type Rig } from './rig.js';

const hall = '/api/v1/halls/demo';
const key = (text: string) => ({ headers: { 'Idempotency-Key': text } });

describe('a command', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  const issue = async (queue = 'A') =>
    (await rig.as('kiosk').post(`${hall}/queues/${queue}/tickets`)).data;
  const at = (window: string, command: string, body: object = {}) =>
    rig.as('terminal').post(`${hall}/windows/${window}/${command}`, body);

  it('sent again with its key gets its first answer, marked, and the same bind code', async () => {
    const send = () => rig.as('kiosk').post(`${hall}/queues/A/tickets`, {}, key('issue-0001'));
    const [first, again] = [await send(), await send()];
    expect(again.data).to.deep.equal(first.data);
    expect(first.headers['idempotency-replayed']).to.equal(undefined);
    expect(again.headers['idempotency-replayed']).to.equal('true');
    expect(again.headers['location']).to.equal(`/api/v1/tickets/${first.data.ticketId}`);
    expect(
      said(await rig.as('kiosk').post(`${hall}/queues/B/tickets`, {}, key('issue-0001'))),
    ).to.deep.equal([422, 'idempotency_key_reused']);
  });

  it('has a key of its caller: another caller may use the same', async () => {
    await rig.as('kiosk').post(`${hall}/queues/A/tickets`, {}, key('shared-key'));
    const other = await rig.as('admin').post(`${hall}/queues/A/tickets`, {}, key('shared-key'));
    expect(other.headers['idempotency-replayed']).to.equal(undefined);
    const ids = rig.halls.requests.map(({ invocation }) => invocation.idempotency?.commandId);
    expect(ids).to.deep.equal(['t-kiosk:shared-key', 't-admin:shared-key']);
  });

  it('has a key of 8 to 128 visible ASCII characters, or none', async () => {
    const send = (text: string) => rig.as('kiosk').post(`${hall}/queues/A/tickets`, {}, key(text));
    for (const text of ['short', 'x'.repeat(129), 'with a space'])
      expect(said(await send(text)), text).to.deep.equal([400, 'invalid_request']);
    expect(said(await send('x'.repeat(128)))[0]).to.equal(201);
  });

  it('has the same fingerprint however its fields are ordered, and another for other values', () => {
    const print = (body: object) => fingerprintOf('POST', '/p', body);
    expect(print({ a: 1, b: { c: 2, d: 3 } })).to.equal(print({ b: { d: 3, c: 2 }, a: 1 }));
    expect(print({ a: 1 })).to.not.equal(print({ a: '1' }));
    expect(print({})).to.not.equal(fingerprintOf('POST', '/q', {}));
    expect(print({})).to.match(/^[0-9a-f]{64}$/);
  });

  it('keeps no secret in the answer that is remembered', async () => {
    const { bindCode } = await issue();
    const [request] = rig.halls.requests;
    const view = rig.halls.view(request?.hallId ?? ('' as never));
    expect(bindCode).to.have.lengthOf.at.most(32);
    if (view.hall.status === 'unopened' || request === undefined) throw new Error('no ticket');
    const { invocation: _who, ...asked } = request;
    expect(JSON.stringify(asked)).to.not.include(bindCode);
  });

  it('that calls the next answers a ticket and how many wait, or that nobody waits', async () => {
    expect(said(await at('1', 'call-next'))).to.deep.equal([409, 'window_closed']);
    await at('1', 'open');
    expect((await at('1', 'call-next')).data).to.deep.equal({ ticket: null, waiting: 0 });
    await issue();
    await issue();
    const called = await at('1', 'call-next');
    expect(called.data.ticket).to.include({ number: 'A001', state: 'called', windowId: '1' });
    expect(called.data.waiting).to.equal(1);
    const next = await at('1', 'call-next');
    expect(next.data).to.nested.include({ 'ticket.number': 'A002', waiting: 0 });
    expect((await at('1', 'call-next')).data).to.deep.equal({ ticket: null, waiting: 0 });
  });

  it('at a window answers the ticket that it was about', async () => {
    await at('1', 'open');
    await issue();
    const states: string[] = [];
    for (const [command, body] of [
      ['call', { number: 'A001' }],
      ['recall', {}],
      ['start', {}],
      ['hold', { kind: 'same_window' }],
    ] as const)
      states.push((await at('1', command, body)).data.ticket.state);
    expect(states).to.deep.equal(['called', 'called', 'serving', 'held']);
    await at('1', 'call', { number: 'A001' });
    const moved = await at('1', 'transfer', { toQueueId: 'B' });
    expect(moved.data.ticket).to.include({ state: 'waiting', queueId: 'B', windowId: null });
    expect(said(await at('1', 'complete'))).to.deep.equal([409, 'no_ticket']);
    expect((await at('1', 'close')).data).to.include({ windowId: '1', state: 'closed' });
  });

  it('that the day refuses says why, with what belongs to it', async () => {
    await at('1', 'open');
    await at('2', 'open');
    await issue();
    await at('1', 'call', { number: 'A001' });
    const { status, data } = await at('2', 'call', { number: 'A001' });
    expect([status, data.code, data.windowId]).to.deep.equal([409, 'already_called', '1']);
    expect(said(await at('2', 'call', { number: 'Z999' }))[1]).to.equal('unknown_ticket');
    expect(said(await at('9', 'open'))).to.deep.equal([404, 'unknown_window']);
  });

  it('that names a ticket names it in one way', async () => {
    expect(said(await at('1', 'call'))[0]).to.equal(400);
    expect(said(await at('1', 'call', { number: 'A001', ticketId: 'x' }))[0]).to.equal(400);
    expect(said(await at('1', 'transfer'))[0]).to.equal(400);
    expect(said(await at('1', 'hold', { kind: 'until' }))[0]).to.equal(400);
    expect(said(await at('1', 'hold', { until: '2030-01-01T00:00:00Z' }))[0]).to.equal(400);
    const past = await at('1', 'hold', { kind: 'until', until: '2020-01-01T00:00:00Z' });
    expect(past.status).to.be.oneOf([400, 409]);
  });

  it('on a ticket knows one of a past day from one that never was', async () => {
    const cancel = (id: string) => rig.as('terminal').post(`${hall}/tickets/${id}/cancel`);
    expect(said(await cancel('t-past'))).to.deep.equal([409, 'ticket_ended']);
    expect(said(await cancel('t-never'))).to.deep.equal([404, 'unknown_ticket']);
    const { ticketId } = await issue();
    expect((await cancel(ticketId)).data.ticket.state).to.equal('cancelled');
    expect(said(await cancel(ticketId))).to.deep.equal([409, 'ticket_ended']);
  });

  it('closes and opens the day, and pauses a queue', async () => {
    await issue();
    const admin = rig.as('admin');
    const paused = await admin.post(`${hall}/queues/A/pause`);
    expect(paused.data).to.include({ queueId: 'A', paused: true, waiting: 1 });
    const refused = await rig.as('kiosk').post(`${hall}/queues/A/tickets`);
    expect(said(refused)).to.deep.equal([409, 'queue_paused']);
    const closed = await admin.post(`${hall}/close-day`);
    expect(closed.data).to.deep.equal({ businessDay: '2025-03-01', expired: 1 });
    expect(said(await at('1', 'open'))).to.deep.equal([409, 'day_closed']);
    expect((await admin.post(`${hall}/open-day`)).data).to.deep.equal({
      businessDay: '2025-03-01',
    });
  });

  it('of a store that does not answer is 503, to be repeated', async () => {
    await rig.close();
    const fail = () => Promise.reject(new AppError('store_unavailable', 'socket gone'));
    rig = await startRig({}, { commands: { execute: fail } });
    const answer = await at('1', 'open');
    expect(said(answer)).to.deep.equal([503, 'store_unavailable']);
    expect(answer.headers['retry-after']).to.match(/^\d+$/);
    expect(answer.data.detail).to.not.include('socket');
  });

  it('that fails in a way nobody foresaw gives nothing away', async () => {
    await rig.close();
    const fail = () => Promise.reject(new Error('openid o-123 of table x'));
    rig = await startRig({}, { commands: { execute: fail } });
    const answer = await at('1', 'open');
    expect(said(answer)).to.deep.equal([500, 'internal']);
    expect(JSON.stringify(answer.data)).to.not.include('o-123');
  });
});
