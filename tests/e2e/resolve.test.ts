import { expect } from 'chai';
import { said, type Caller } from './http.js';
import type { Hall, Holder } from './hall.js';
import type { MessageDetail } from './json.js';
import { messageTo, startRig, type Rig } from './rig.js';

type Resolved = Readonly<{ messageId: string; outcome: string; status: string }>;

/** WeChat's answer is lost, once; the message was delivered, or was not. */
const lostAnswer = (at: 'before' | 'after') => ({
  sequence: [{ api: 'send', effect: 'reset', at }],
});

describe('a person settles a message in doubt', () => {
  let rig: Rig;
  let hall: Hall;
  before(async () => (rig = await startRig()));
  beforeEach(async () => (hall = await rig.hall()));
  after(() => rig.close());

  const doubtful = async (at: 'before' | 'after'): Promise<Holder & { id: string }> => {
    await rig.faults(lostAnswer(at));
    const holder = await hall.holder();
    const { messageId } = await hall.messageOf(holder.ticket.ticketId, 'in_doubt');
    return { ...holder, id: messageId };
  };
  const resolve = (id: string, outcome: string, more: { as?: Caller; key?: string } = {}) => {
    const { as = rig.admin, key } = more;
    return as.ask<Resolved>('POST', `/api/v1/audit/messages/${id}/resolve`, {
      body: { outcome, note: 'asked at the counter' },
      ...(key === undefined ? {} : { key }),
    });
  };

  it('as sent', async () => {
    const { id, ticket, phone } = await doubtful('after');
    const { status, body } = await resolve(id, 'sent');
    expect([status, body]).to.deep.equal([200, { messageId: id, outcome: 'sent', status: 'sent' }]);
    await hall.messageOf(ticket.ticketId, 'sent');
    const { timeline } = await rig.admin.get<MessageDetail>(`/api/v1/audit/messages/${id}`);
    expect(timeline.at(-1)?.data).to.deep.equal({ outcome: 'sent', note: 'asked at the counter' });
    expect(timeline.at(-1)?.by).to.match(/^admin:/);
    expect(await phone.received()).to.have.length(1);
  });

  it('as not sent: it is sent again, on the same grant, while the ticket waits', async () => {
    const { id, ticket, phone } = await doubtful('before');
    expect((await resolve(id, 'not_sent')).body.status).to.equal('deferred');
    await messageTo(rig, phone);
    const { attempts } = await hall.messageOf(ticket.ticketId, 'sent');
    expect(attempts).to.equal(2);
    expect((await phone.ticket(ticket.ticketId)).subscriptions?.[0]?.remaining).to.equal(0);
  });

  it('as not sent: it is withdrawn when the ticket waits no more, and its grant is free', async () => {
    const { id, ticket, phone } = await doubtful('before');
    await hall.on(ticket.ticketId, 'cancel');
    expect((await resolve(id, 'not_sent')).body.status).to.equal('withdrawn');
    const { reason, attempts } = await hall.messageOf(ticket.ticketId, 'withdrawn');
    expect([reason, attempts]).to.deep.equal(['cancelled', 1]);
    expect(await phone.received()).to.have.length(0);
    const next = await hall.issue();
    await phone.bind(next.bindCode);
    expect((await hall.messageOf(next.ticketId, 'sent')).attempts).to.equal(1);
  });

  it('once: what is not in doubt is refused, and the same request has the first answer', async () => {
    const { id } = await doubtful('after');
    const key = 'resolve-it-once';
    const first = await resolve(id, 'sent', { key });
    const again = await resolve(id, 'sent', { key });
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    expect(again.body).to.deep.equal(first.body);
    expect(said(await resolve(id, 'not_sent', { key }))).to.equal('422 idempotency_key_reused');
    expect(said(await resolve(id, 'not_sent'))).to.equal('409 not_in_doubt');
    expect(said(await resolve('nothing.near-turn', 'sent'))).to.equal('404 unknown_message');
    expect(said(await resolve(id, 'perhaps'))).to.equal('400 invalid_request');
  });

  it('of two who say otherwise at once, one is heard', async () => {
    const { id } = await doubtful('after');
    const answers = await Promise.all(['sent', 'not_sent', 'sent'].map((one) => resolve(id, one)));
    expect(answers.map(({ status }) => status)).to.have.members([200, 409, 409]);
  });

  it('who is an admin, of this hall if of any', async () => {
    const { id } = await doubtful('after');
    for (const role of ['auditor', 'terminal', 'kiosk'])
      expect(said(await resolve(id, 'sent', { as: await hall.token(role) }))) //
        .to.equal('403 forbidden');
    const other = await rig.hall();
    expect(said(await resolve(id, 'sent', { as: await other.token('admin') }))) //
      .to.equal('403 forbidden');
    expect(said(await resolve(id, 'sent', { as: await hall.token('admin') }))).to.equal('200');
  });
});
