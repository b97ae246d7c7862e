import { expect } from 'chai';
import type { Hall, Holder } from './hall.js';
import { eventually } from './http.js';
import { messageTo, startRig, type Rig } from './rig.js';

describe('快到您了 and the stay that it speaks of', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());
  afterEach(() => rig.faults(null));

  /** WeChat asks to wait with this person's next message, which makes time for what may happen meanwhile. */
  const busyOnce = (user: string): Promise<void> =>
    rig.faults({ rules: [{ api: 'send', user, effect: 'errcode', errcode: 43117, count: 1 }] });

  /** A holder first in line whose message WeChat has just deferred. */
  const deferredHolder = async (hall: Hall): Promise<Holder> => {
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await busyOnce(phone.name);
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId);
    await hall.messageOf(ticket.ticketId, 'deferred');
    return { phone, ticket };
  };
  const ended = async (hall: Hall, ticketId: string, reason: string): Promise<void> => {
    const message = await hall.messageOf(ticketId, 'withdrawn');
    expect(message).to.include({ reason, attempts: 1, sentAt: null });
  };

  it('tells again after a return, which begins another stay', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const { phone, ticket } = await hall.holder();
    await messageTo(rig, phone);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.at('1', 'no-show');
    await hall.issue();
    await phone.subscribe(ticket.ticketId);
    const returned = await hall.on(ticket.ticketId, 'return');
    expect(returned).to.include({ ahead: 1 });
    expect(returned.ticket).to.include({ number: ticket.number, state: 'waiting' });
    await hall.at('1', 'call-next');
    await messageTo(rig, phone, 2);
    const messages = await hall.settled();
    expect(messages.map(({ messageId, stay }) => [messageId, stay])).to.deep.equal([
      [`${ticket.ticketId}.near-turn`, 1],
      [`${ticket.ticketId}.near-turn.2`, 2],
    ]);
  });

  it('tells again after each transfer, to a queue and to a window', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    await messageTo(rig, phone);
    await hall.at('2', 'open');
    await hall.at('2', 'call-next');
    await phone.subscribe(ticket.ticketId);
    await hall.at('2', 'transfer', { toQueueId: 'B' });
    expect((await messageTo(rig, phone, 2)).data['thing1']).to.equal('个人业务');
    await hall.at('2', 'call-next');
    await phone.subscribe(ticket.ticketId);
    await hall.at('2', 'transfer', { toWindowId: '3' });
    await messageTo(rig, phone, 3);
    const messages = await hall.settled();
    expect(messages.map(({ messageId }) => messageId)).to.deep.equal(
      ['', '.2', '.3'].map((stay) => `${ticket.ticketId}.near-turn${stay}`),
    );
  });

  it('keeps the stay through a hold: withdrawn because held, released at the resume', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await deferredHolder(hall);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.at('1', 'hold');
    await ended(hall, ticket.ticketId, 'held');
    expect(await phone.received()).to.deep.equal([]);
    await hall.on(ticket.ticketId, 'resume');
    await messageTo(rig, phone);
    const [only, ...others] = await hall.settled();
    expect(others).to.deep.equal([]);
    expect(only).to.include({ status: 'sent', stay: 1, attempts: 2 });
  });

  it('does not tell twice who was told, held and resumed', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    await messageTo(rig, phone);
    await phone.subscribe(ticket.ticketId);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.at('1', 'hold');
    await hall.on(ticket.ticketId, 'resume');
    expect(await hall.settled()).to.have.length(1);
    expect(await phone.received()).to.have.length(1);
  });

  it('withdraws the message of who is called meanwhile, and gives the grant back', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await deferredHolder(hall);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await ended(hall, ticket.ticketId, 'called');
    const { subscriptions } = await phone.ticket(ticket.ticketId);
    expect(subscriptions?.map(({ remaining }) => remaining)).to.deep.equal([1]);
    const next = await hall.issue();
    await phone.bind(next.bindCode);
    await messageTo(rig, phone);
    await hall.settled();
  });

  it('hands a grant that comes back to another ticket of the person that waits for one', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await deferredHolder(hall);
    const second = await hall.issue();
    await phone.bind(second.bindCode);
    await hall.messageOf(second.ticketId, 'withheld');
    await hall.on(ticket.ticketId, 'cancel');
    await ended(hall, ticket.ticketId, 'cancelled');
    expect((await messageTo(rig, phone)).data['character_string2']).to.equal(second.number);
    await hall.settled();
  });

  it('withdraws from who freed the ticket, and tells the next person who binds it', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await deferredHolder(hall);
    const path = `/api/v1/tickets/${ticket.ticketId}/binding`;
    expect((await phone.caller.ask('DELETE', path)).status).to.equal(204);
    await ended(hall, ticket.ticketId, 'unbound');
    const next = await rig.phone();
    await next.bind(ticket.bindCode);
    await next.subscribe(ticket.ticketId);
    await messageTo(rig, next);
    const [first, second] = await hall.settled();
    expect(first).to.include({ stay: 1, status: 'withdrawn' });
    expect(second).to.include({ stay: 2, status: 'sent' });
    expect(first?.subscriberId).not.to.equal(second?.subscriberId);
    expect(await phone.received()).to.deep.equal([]);
  });

  it('sends nothing after the day is closed', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const { phone, ticket } = await deferredHolder(hall);
    const second = await hall.holder();
    const closed = await rig.admin.post<{ expired: number }>(`${hall.path}/close-day`);
    expect(closed.expired).to.equal(2);
    await ended(hall, ticket.ticketId, 'day_closed');
    expect(await hall.settled()).to.have.length(1);
    expect(await phone.received()).to.deep.equal([]);
    expect(await second.phone.received()).to.deep.equal([]);
  });

  it('goes on telling after the day is opened again', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    await rig.admin.post(`${hall.path}/close-day`);
    await rig.admin.post(`${hall.path}/open-day`);
    const { phone, ticket } = await hall.holder();
    expect(ticket.number).to.equal('A002');
    await messageTo(rig, phone);
    await hall.settled();
  });

  it('withdraws from who gives up, by their own phone', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await deferredHolder(hall);
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/cancel`);
    await ended(hall, ticket.ticketId, 'cancelled');
    const { messages } = await phone.ticket(ticket.ticketId);
    expect(messages?.map(({ kind, stay, status }) => [kind, stay, status])).to.deep.equal([
      ['near-turn', 1, 'withdrawn'],
    ]);
  });

  it('leaves a message in doubt whose answer was lost, and never sends it again by itself', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    const lost = { api: 'send', user: phone.name, effect: 'reset', at: 'after', count: 1 };
    await rig.faults({ rules: [lost] });
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId);
    await hall.messageOf(ticket.ticketId, 'in_doubt');
    await phone.subscribe(ticket.ticketId);
    await hall.at('1', 'open');
    const audited = await eventually('in doubt', async () =>
      (await hall.settled()).find(({ status }) => status === 'in_doubt'),
    );
    expect(audited).to.include({ attempts: 1, msgid: null });
    expect(await phone.received()).to.have.length(1);
  });

  it('rejects for good what WeChat refuses for good, and frees the grant', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    const refused = { api: 'send', user: phone.name, effect: 'errcode', errcode: 47003, count: 1 };
    await rig.faults({ rules: [refused] });
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId);
    const message = await hall.messageOf(ticket.ticketId, 'rejected');
    expect(message).to.include({ errcode: 47003, reason: 'wechat', attempts: 1 });
    const left = await eventually('the grant', async () =>
      (await phone.ticket(ticket.ticketId)).subscriptions?.find(({ remaining }) => remaining === 1),
    );
    expect(left.kind).to.equal('near-turn');
  });
});
