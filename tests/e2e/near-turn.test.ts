import { expect } from 'chai';
import { simulatorTemplates } from '../../simulator/simulator.js';
import type { Holder } from './hall.js';
import { eventually } from './http.js';
import { messageTo, startRig, type Rig } from './rig.js';

const { jh } = simulatorTemplates;

describe('快到您了 fires when it first holds', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  /** Nothing came to this phone beside what is expected, ever. */
  const received = async ({ phone }: Holder): Promise<number> => (await phone.received()).length;

  it('tells a holder when a call brings them to the threshold, not before and not again', async () => {
    const hall = await rig.hall();
    await hall.issueMany(5);
    const holder = await hall.holder();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.settled();
    expect(await received(holder)).to.equal(0);
    await hall.at('1', 'call-next');
    const message = await messageTo(rig, holder.phone);
    expect(message.data['number3']).to.equal('3');
    await hall.at('1', 'call-next');
    await hall.at('1', 'call-next');
    const [only, ...others] = await hall.settled();
    expect(others).to.deep.equal([]);
    expect(only).to.include({ status: 'sent', stay: 1, kind: 'near-turn', attempts: 1 });
    expect(only?.messageId).to.equal(`${holder.ticket.ticketId}.near-turn`);
    expect(only?.msgid).to.equal(message.msgid);
    expect(await received(holder)).to.equal(1);
  });

  it('tells the first three of six people and not the others', async () => {
    const hall = await rig.hall({ threshold: 2 });
    const holders = await Promise.all([1, 2, 3, 4, 5, 6].map(() => hall.holder()));
    await hall.settled();
    const counts = await Promise.all(holders.map(received));
    expect(counts.filter((count) => count === 1)).to.have.length(3);
    const page = await Promise.all(
      holders.map(({ phone, ticket }) => phone.ticket(ticket.ticketId)),
    );
    for (const [index, { ahead }] of page.entries())
      expect(counts[index]).to.equal(ahead <= 2 ? 1 : 0);
  });

  it('loses nobody when two leave at once and the exact place is jumped over', async () => {
    const hall = await rig.hall({ threshold: 1 });
    const before = await hall.issueMany(4);
    const holders = [await hall.holder(), await hall.holder()];
    const occurredAt = new Date().toISOString();
    const results = await hall.report(
      before.slice(0, 4).map(({ number }, index) => ({
        id: `jump-${number}`,
        type: index < 2 ? 'WindowCalled' : 'TicketCancelled',
        ...(index < 2 ? { windowId: '1' } : {}),
        number,
        occurredAt,
      })),
    );
    expect(results.map(({ status }) => status)).to.deep.equal(Array(4).fill('accepted'));
    for (const { phone } of holders) await messageTo(rig, phone);
    await hall.settled();
    expect(await Promise.all(holders.map(received))).to.deep.equal([1, 1]);
  });

  it('loses nobody when many give up at the same time', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const before = await hall.issueMany(6);
    const holder = await hall.holder();
    await Promise.all(before.map(({ ticketId }) => hall.on(ticketId, 'cancel')));
    expect((await messageTo(rig, holder.phone)).data['number3']).to.equal('0');
    expect(await hall.settled()).to.have.length(1);
  });

  it('tells who binds their ticket inside the threshold at once', async () => {
    const hall = await rig.hall();
    const holder = await hall.holder();
    expect((await messageTo(rig, holder.phone)).data['number3']).to.equal('0');
  });

  it('withholds the message of who has not subscribed, and releases it with the grant', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    const withheld = await hall.messageOf(ticket.ticketId, 'withheld');
    expect(withheld).to.include({ reason: 'no_grant', attempts: 0, sentAt: null });
    expect(await phone.subscribe(ticket.ticketId)).to.deep.equal({ granted: [jh], declined: [] });
    await messageTo(rig, phone);
    const [only, ...others] = await hall.settled();
    expect(others).to.deep.equal([]);
    expect(only).to.include({ status: 'sent', reason: null, attempts: 1 });
  });

  it('says that it was declined, and sends when the person accepts after all', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    expect(await phone.subscribe(ticket.ticketId, { answer: 'reject' })).to.deep.equal({
      granted: [],
      declined: [jh],
    });
    const withheld = await eventually('declined', async () =>
      (await hall.messages()).find(({ reason }) => reason === 'declined'),
    );
    expect(withheld.status).to.equal('withheld');
    await phone.subscribe(ticket.ticketId, { answer: 'acceptWithAudio' });
    await messageTo(rig, phone);
    expect((await hall.settled()).map(({ status }) => status)).to.deep.equal(['sent']);
  });

  it('does not fire again for who is pushed back by priority arrivals and comes near again', async () => {
    const hall = await rig.hall({ threshold: 1 });
    await hall.issueMany(2);
    const holder = await hall.holder();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await messageTo(rig, holder.phone);
    for (let count = 0; count < 3; count += 1) await hall.issue('A', { priority: 'priority' });
    expect((await holder.phone.ticket(holder.ticket.ticketId)).ahead).to.equal(4);
    await holder.phone.subscribe(holder.ticket.ticketId);
    for (let count = 0; count < 4; count += 1) await hall.at('1', 'call-next');
    expect((await holder.phone.ticket(holder.ticket.ticketId)).ahead).to.equal(0);
    expect(await hall.settled()).to.have.length(1);
    expect(await received(holder)).to.equal(1);
  });

  it('fires for those whom a raised threshold brings near, and takes nothing back when lowered', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issueMany(3);
    const [near, far] = [await hall.holder(), await hall.holder()];
    const put = (nearTurnThreshold: number) =>
      rig.admin.put(`${hall.path}/queues/A`, { name: '综合业务', prefix: 'A', nearTurnThreshold });
    await put(3);
    await messageTo(rig, near.phone);
    await hall.settled();
    expect(await received(far)).to.equal(0);
    await put(0);
    await put(3);
    await hall.at('1', 'open');
    await put(1);
    for (let count = 0; count < 2; count += 1) await hall.at('1', 'call-next');
    await hall.settled();
    expect(await received(far)).to.equal(0);
    await hall.at('1', 'call-next');
    await messageTo(rig, far.phone);
    await hall.settled();
    expect(await received(near)).to.equal(1);
  });

  it('uses one grant for one message, also on a later ticket', async () => {
    const hall = await rig.hall();
    const first = await hall.holder();
    await messageTo(rig, first.phone);
    const second = await hall.issue();
    await first.phone.bind(second.bindCode);
    await hall.messageOf(second.ticketId, 'withheld');
    await first.phone.subscribe(first.ticket.ticketId);
    await messageTo(rig, first.phone, 2);
    expect((await hall.settled()).map(({ status }) => status)).to.deep.equal(['sent', 'sent']);
  });

  it('sends nothing where the hall has near turn switched off', async () => {
    const hall = await rig.hall({ hall: { messages: { 'near-turn': { enabled: false } } } });
    const holder = await hall.holder('A').catch((error: Error) => error);
    expect(String(holder)).to.contain('unknown_template');
    const ticket = await hall.issue();
    await (await rig.phone()).bind(ticket.bindCode);
    expect(await hall.settled()).to.deep.equal([]);
  });
});
