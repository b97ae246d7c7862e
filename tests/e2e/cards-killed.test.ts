import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openIdOf } from '../../simulator/simulator.js';
import { cardHolder, cardsOf, detailOf, tapCard, typesOf, withCards } from './cards.js';
import { startChild, startWeChat, type Child } from './child.js';
import { eventually } from './http.js';
import { onEventStoreDb } from './rig.js';

describe('a service card and a process that dies', () => {
  let wechat: Awaited<ReturnType<typeof startWeChat>>;
  let child: Child;
  before(async () => {
    wechat = await startWeChat();
    child = await startChild({ settings: settings() });
  });
  after(async () => {
    await child.stop();
    await wechat.stop();
  });
  afterEach(() => child.faults(null));

  const settings = () => ({ WECHAT_BASE_URL: wechat.url, LOG_LEVEL: 'debug' });

  for (const at of ['after', 'before'] as const)
    it(`is settled by the next life when it died with the answer outstanding (${at} the update)`, async () => {
      const messages = { 'near-turn': { enabled: true } };
      const hall = await child.hall(withCards({ messages }));
      await child.faults({ sequence: [{ api: 'set_user_notify', effect: 'hang', at }] });
      const { phone, ticket } = await cardHolder(child, hall);
      const { simulator, dataDir } = child;
      await eventually('the update to be under way', async () => {
        const { sequence } = await simulator.get<{ sequence: unknown[] }>('/simulator/faults');
        return sequence.length === 0;
      });
      await child.kill();
      child = await startChild({ dataDir, settings: settings() });
      const detail = await eventually(
        'the doubt to be settled',
        async () => {
          const found = await detailOf(child, ticket.ticketId, 'near-turn');
          return found.status === 'sent' ? found : null;
        },
        onEventStoreDb ? 60_000 : 20_000,
      );
      expect(typesOf(detail)).to.include.members(['MessageInDoubt', 'MessageResolved']);
      const shown = await cardsOf(child, phone);
      expect(shown.map((card) => card.updates)).to.deep.equal([1]);
    }).timeout(90_000);

  it('shows neither openid nor code in its log, its answers or its files', async () => {
    const hall = await child.hall(withCards({ messages: { 'near-turn': { enabled: true } } }));
    const ticket = await hall.issue();
    const phone = await child.phone();
    await phone.bind(ticket.bindCode);
    const code = await tapCard(child, phone);
    const refusal = { effect: 'errcode', errcode: 85437 };
    const errmsg = `bad ${openIdOf(phone.name)} ${code}`;
    await child.faults({ sequence: [{ api: 'set_user_notify', ...refusal, errmsg }] });
    const path = `/api/v1/tickets/${ticket.ticketId}/card`;
    const answer = await phone.caller.ask('POST', path, { body: { code } });
    await hall.messageOf(ticket.ticketId, 'rejected');
    const detail = await child.admin.ask(
      'GET',
      `/api/v1/audit/messages/${ticket.ticketId}.near-turn`,
    );
    await eventually('the log', async () => child.output().includes('wechat_card_failed'));
    const files = readdirSync(child.dataDir)
      .map((name) => join(child.dataDir, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'latin1'));
    expect(files.length).to.be.greaterThan(1);
    for (const text of [answer.text, detail.text, child.output(), ...files])
      for (const secret of [code, openIdOf(phone.name)]) expect(text).not.to.include(secret);
  });
});
