import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, said } from './http.js';
import type { Page } from './json.js';
import { messageTo, onEventStoreDb, startRig, temporaryDir, type Rig } from './rig.js';

const userName = '诸葛无名';
const idCard = '110101199003070012';

/** The files of the service that hold one of the texts; the simulator's own are WeChat's. */
const filesWith = (dataDir: string, texts: readonly string[]): readonly string[] =>
  readdirSync(dataDir)
    .filter((name) => !name.startsWith('simulator'))
    .filter((name) => {
      const bytes = readFileSync(join(dataDir, name));
      return texts.some((text) => bytes.includes(text));
    });

describe('forgetting a person', () => {
  let rig: Rig;
  let dataDir: string;
  before(async () => {
    dataDir = temporaryDir();
    rig = await startRig({ dataDir });
  });
  after(() => rig.close());

  /** A person with a ticket, a grant left, a profile and a message. */
  const known = async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    const { openid } = await messageTo(rig, phone);
    const templateId = (await phone.ticket(ticket.ticketId)).subscriptions?.[0]?.templateId ?? '';
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/subscriptions`, {
      results: { [templateId]: 'accept' },
      profile: { userName, idCard },
    });
    const [message] = await hall.settled();
    return { hall, phone, ticket, openid, subscriberId: message?.subscriberId ?? '' };
  };

  const storedSubscriber = (subscriberId: string): readonly string[] =>
    onEventStoreDb ? [] : filesWith(dataDir, [`subscriber-${subscriberId}`]);

  it('ends their tokens and leaves neither openid nor name in any file', async () => {
    const { hall, phone, ticket, openid, subscriberId } = await known();
    const texts = [openid, userName, idCard];
    expect(filesWith(dataDir, texts)).to.deep.equal([]);
    expect((await phone.caller.ask('DELETE', '/api/v1/me')).status).to.equal(204);
    const path = `/api/v1/tickets/${ticket.ticketId}`;
    await eventually('the token to end', async () =>
      said(await phone.caller.ask('GET', path)).startsWith('401'),
    );
    expect(said(await phone.caller.ask('GET', '/api/v1/me/tickets'))).to.equal(
      '401 unauthenticated',
    );
    expect(filesWith(dataDir, texts)).to.deep.equal([]);
    // Its stream goes on, empty but for the fact.
    expect(storedSubscriber(subscriberId).length > 0).to.equal(!onEventStoreDb);
    await hall.settled();
    expect(await hall.messages()).to.have.length(1);
  });

  it('withholds what would still be sent to them', async () => {
    const { hall, phone } = await known();
    const next = await hall.issue('B');
    await rig.faults({
      rules: [{ api: 'send', user: phone.name, effect: 'errcode', errcode: 43117, count: 1 }],
    });
    await phone.bind(next.bindCode);
    await hall.messageOf(next.ticketId, 'deferred');
    await phone.caller.ask('DELETE', '/api/v1/me');
    const withheld = await hall.messageOf(next.ticketId, 'withheld');
    expect(withheld.reason).to.equal('forgotten');
    await rig.faults(null);
    await hall.settled();
    expect(await phone.received()).to.have.length(1);
  });

  it('is done by an admin too; the ledger shows nothing of the person', async () => {
    const { hall, phone, subscriberId } = await known();
    const path = `/api/v1/subscribers/${subscriberId}`;
    expect(said(await (await hall.token('kiosk')).ask('DELETE', path))).to.equal('403 forbidden');
    expect(said(await rig.admin.ask('DELETE', '/api/v1/subscribers/nobody'))).to.equal(
      '404 unknown_subscriber',
    );
    expect((await rig.admin.ask('DELETE', path)).status).to.equal(204);
    await eventually('the token to end', async () =>
      said(await phone.caller.ask('GET', '/api/v1/me/tickets')).startsWith('401'),
    );
    const { items } = await rig.admin.get<Page<Record<string, string | null>>>(
      '/api/v1/audit/push-ledger',
    );
    const rows = items.filter((row) => row['subscriberId'] === subscriberId);
    expect(rows).to.have.length(2);
    for (const row of rows) expect(row).to.include({ openId: null, userName: null });
    await hall.settled();
  });

  it('lets the person come back as somebody new', async () => {
    const { phone } = await known();
    await phone.caller.ask('DELETE', '/api/v1/me');
    const again = await rig.phone(phone.name);
    const hall = await rig.hall();
    const ticket = await hall.issue();
    await again.bind(ticket.bindCode);
    await again.subscribe(ticket.ticketId);
    await messageTo(rig, again, 2);
    expect(said(await phone.caller.ask('GET', '/api/v1/me/tickets'))).to.equal(
      '401 unauthenticated',
    );
    await hall.settled();
  });
});
