import { expect } from 'chai';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { cardAt, cardHolder, cardsOf, detailOf, tapCard, typesOf, withCards } from './cards.js';
import { eventually, said } from './http.js';
import { startRig, type Rig } from './rig.js';

const { jh, pd } = simulatorTemplates;

describe('service cards', () => {
  let rig: Rig;
  before(async () => (rig = await startRig({ settings: { SIMULATOR_PUSH: 'on' } })));
  after(() => rig.close());
  afterEach(() => rig.faults(null));

  it('say 排队 and 快到您了 instead of subscribe messages, without a grant', async () => {
    const hall = await rig.hall(withCards());
    await hall.at('1', 'open');
    const [first] = await hall.issueMany(3);
    const { phone, ticket } = await cardHolder(rig, hall);
    const queued = await cardAt(rig, phone, 1);
    expect(await phone.ticket(ticket.ticketId)).to.deep.include({ card: { offered: true } });
    expect(queued.content).to.deep.equal({
      cur_status: 1,
      queue_number: ticket.number,
      current_number: ticket.number,
      min_wait_time: 0,
      max_wait_time: 0,
      wxa_path_query: `pages/index/index?ticketId=${ticket.ticketId}`,
      table_type: '大桌',
    });
    await hall.at('1', 'call-next');
    await hall.at('1', 'call-next');
    const near = await cardAt(rig, phone, 2);
    expect(near.content).to.include({ queue_number: ticket.number, cur_status: 2 });
    expect(near.content?.['current_number']).not.to.equal(ticket.number);
    expect(near.updates).to.equal(2);
    expect(first).not.to.equal(undefined);
    for (const kind of ['queued', 'near-turn']) await hall.messageOf(ticket.ticketId, 'sent', kind);
    expect(await phone.received()).to.deep.equal([]);
  });

  it('are audited as they were sent, without openid and code', async () => {
    const hall = await rig.hall(withCards());
    await hall.issueMany(3);
    const { phone, ticket } = await cardHolder(rig, hall);
    const { content } = await cardAt(rig, phone, 1);
    const message = await hall.messageOf(ticket.ticketId, 'sent', 'queued');
    expect(message).to.include({ templateId: pd, msgid: null, errcode: null });
    const detail = await detailOf(rig, ticket.ticketId, 'queued');
    expect(detail.channel).to.equal('card');
    expect(detail.request).to.deep.equal({
      channel: 'card',
      notify_type: 1005,
      content_json: content,
    });
    const text = JSON.stringify(detail);
    expect(text).not.to.include(openIdOf(phone.name));
    expect(text).not.to.include('p1.');
  });

  it('work where the kind has no template', async () => {
    const messages = { 'near-turn': { enabled: true }, queued: { enabled: true } };
    const hall = await rig.hall(withCards({ messages }));
    await hall.issueMany(3);
    const { phone, ticket } = await cardHolder(rig, hall);
    await cardAt(rig, phone, 1);
    await hall.messageOf(ticket.ticketId, 'sent', 'queued');
  });

  it('keep 叫号 and 过号 as subscribe messages', async () => {
    const called = { enabled: true };
    const near = { enabled: true };
    const hall = await rig.hall(withCards({ messages: { 'near-turn': near, called } }));
    await hall.at('1', 'open');
    const { phone, ticket } = await cardHolder(rig, hall);
    await phone.subscribe(ticket.ticketId);
    await cardAt(rig, phone, 2);
    await hall.at('1', 'call-next');
    await hall.messageOf(ticket.ticketId, 'delivered', 'called');
    expect((await phone.received()).map(({ templateId }) => templateId)).to.deep.equal([jh]);
    expect((await detailOf(rig, ticket.ticketId, 'called')).channel).to.equal('subscribe');
  });

  it('are refused where the hall has none, or the ticket is another person’s or ended', async () => {
    const off = await rig.hall({});
    const holder = await off.holder();
    const ask = async (phone = holder.phone, ticketId = holder.ticket.ticketId) =>
      said(
        await phone.caller.ask('POST', `/api/v1/tickets/${ticketId}/card`, {
          body: { code: await tapCard(rig, phone) },
        }),
      );
    expect(await ask()).to.equal('409 cards_off');
    expect(await holder.phone.ticket(holder.ticket.ticketId)).to.include({ card: null });
    const hall = await rig.hall(withCards());
    const { phone, ticket } = await cardHolder(rig, hall);
    expect(await ask(await rig.phone(), ticket.ticketId)).to.equal('403 forbidden');
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/cancel`);
    expect(await ask(phone, ticket.ticketId)).to.equal('409 ticket_ended');
  });

  it('are given once for a key, and say so', async () => {
    const hall = await rig.hall(withCards());
    const { phone, ticket } = await cardHolder(rig, hall);
    const path = `/api/v1/tickets/${ticket.ticketId}/card`;
    const asking = { body: { code: await tapCard(rig, phone) }, key: 'a-key-of-a-tap' };
    const answers = [
      await phone.caller.ask('POST', path, asking),
      await phone.caller.ask('POST', path, asking),
    ];
    expect(answers.map(said)).to.deep.equal(['204', '204']);
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))) //
      .to.deep.equal([null, 'true']);
    const other = { ...asking, body: { code: 'another' } };
    expect(said(await phone.caller.ask('POST', path, other))) //
      .to.equal('422 idempotency_key_reused');
  });

  it('give way to the subscribe message when the code is dead, if there is a grant', async () => {
    const hall = await rig.hall(withCards());
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    await hall.messageOf(ticket.ticketId, 'withheld');
    const path = `/api/v1/tickets/${ticket.ticketId}/card`;
    await phone.caller.post(path, { code: 'p1.a-code-that-nobody-gave' });
    await hall.messageOf(ticket.ticketId, 'rejected');
    const detail = await detailOf(rig, ticket.ticketId, 'near-turn');
    expect(detail).to.include({ channel: 'card', errcode: 85437 });

    await phone.subscribe(ticket.ticketId);
    await hall.messageOf(ticket.ticketId, 'delivered');
    const other = await hall.issue();
    await phone.bind(other.bindCode);
    await phone.subscribe(other.ticketId);
    await hall.messageOf(other.ticketId, 'delivered');
  });

  it('give way with a new attempt, recorded', async () => {
    const hall = await rig.hall(withCards());
    const [first] = await hall.issueMany(2);
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    const path = `/api/v1/tickets/${ticket.ticketId}/card`;
    await phone.caller.post(path, { code: 'p1.a-code-that-nobody-gave' });
    await hall.messageOf(ticket.ticketId, 'rejected', 'queued');
    await eventually(
      'the card to end',
      async () => (await phone.ticket(ticket.ticketId)).card?.offered === false,
    );
    await phone.caller.post(path, { code: 'p1.another-code-that-nobody-gave' });
    await phone.subscribe(ticket.ticketId);
    await hall.on(first?.ticketId ?? '', 'cancel');
    await hall.messageOf(ticket.ticketId, 'delivered');
    const detail = await detailOf(rig, ticket.ticketId, 'near-turn');
    expect(typesOf(detail)).to.deep.equal([
      'NearTurn',
      'SendAttempted',
      'SendRejected',
      'SendAttempted',
      'MessageSent',
      'DeliveryReported',
    ]);
    expect(detail.channel).to.equal('subscribe');
    expect((await phone.received()).map(({ templateId }) => templateId)).to.deep.equal([jh]);
  });

  describe('whose update is in doubt', () => {
    const lost = (at: 'before' | 'after') => ({
      sequence: [{ api: 'set_user_notify', effect: 'reset', at }],
    });

    it('are seen to have been shown', async () => {
      const hall = await rig.hall(withCards());
      await rig.faults(lost('after'));
      const { phone, ticket } = await cardHolder(rig, hall);
      await hall.messageOf(ticket.ticketId, 'in_doubt');
      await hall.messageOf(ticket.ticketId, 'sent');
      const detail = await detailOf(rig, ticket.ticketId, 'near-turn');
      expect(typesOf(detail).slice(-2)).to.deep.equal(['MessageInDoubt', 'MessageResolved']);
      expect(detail.timeline.at(-1)).to.include({ by: 'service:wechat' });
      expect(detail.timeline.at(-1)?.data).to.deep.equal({
        outcome: 'sent',
        note: 'get_user_notify',
      });
      expect((await cardsOf(rig, phone)).map(({ updates }) => updates)).to.deep.equal([1]);
    });

    it('are sent again when they were not shown', async () => {
      const hall = await rig.hall(withCards());
      await rig.faults(lost('before'));
      const { phone, ticket } = await cardHolder(rig, hall);
      await hall.messageOf(ticket.ticketId, 'in_doubt');
      await hall.messageOf(ticket.ticketId, 'sent');
      const detail = await detailOf(rig, ticket.ticketId, 'near-turn');
      // Whether it had to wait for the card is a matter of milliseconds.
      const types = typesOf(detail).filter((type) => type !== 'MessageWithheld');
      expect(types).to.deep.equal([
        'NearTurn',
        'SendAttempted',
        'MessageInDoubt',
        'MessageResolved',
        'SendAttempted',
        'MessageSent',
      ]);
      expect((await cardsOf(rig, phone)).map(({ updates }) => updates)).to.deep.equal([1]);
    });
  });

  it('that the person has refused are undelivered, and the next message goes another way', async () => {
    const hall = await rig.hall(withCards());
    const [first] = await hall.issueMany(2);
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    const code = await tapCard(rig, phone);
    await rig.simulator.put(`/simulator/phones/${phone.name}/cards`, { codeState: 10 });
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/card`, { code });
    const queued = await hall.messageOf(ticket.ticketId, 'undelivered', 'queued');
    expect(queued).to.include({ errcode: -1004, reason: 'wechat', msgid: null });
    await phone.subscribe(ticket.ticketId);
    await hall.on(first?.ticketId ?? '', 'cancel');
    await hall.messageOf(ticket.ticketId, 'delivered');
    expect((await detailOf(rig, ticket.ticketId, 'near-turn')).channel).to.equal('subscribe');
    expect((await cardsOf(rig, phone)).map(({ updates }) => updates)).to.deep.equal([0]);
  });

  it('go with the person who asks to be forgotten', async () => {
    const hall = await rig.hall(withCards());
    const [first] = await hall.issueMany(2);
    const { phone, ticket } = await cardHolder(rig, hall);
    await cardAt(rig, phone, 1);
    expect((await phone.caller.ask('DELETE', '/api/v1/me')).status).to.equal(204);
    await hall.on(first?.ticketId ?? '', 'cancel');
    await hall.messageOf(ticket.ticketId, 'withheld');
    expect((await cardsOf(rig, phone)).map(({ updates }) => updates)).to.deep.equal([1]);
    await eventually('nothing under way', async () => (await hall.settled()).length > 0);
  });
});
