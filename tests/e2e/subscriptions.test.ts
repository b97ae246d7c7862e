import { expect } from 'chai';
import { createSimulator, simulatorTemplates, type Simulator } from '../../simulator/simulator.js';
import { defaultTemplates } from '../../simulator/account/templates.js';
import { testData } from '../support/test-data.js';
import { eventually, said } from './http.js';
import type { Page, Timeline, TicketPage } from './json.js';
import { pushSettings } from './pushes.js';
import { messageTo, startRig, type Rig } from './rig.js';

const { jh, pd } = simulatorTemplates;

type Credit = Readonly<{
  subscriberId?: string;
  templateId: string;
  longTerm: boolean;
  granted: number;
  declined: number;
  used: number;
  returned: number;
  voided: number;
  remaining: number;
  lastAnswer: string | null;
  lastSource: string | null;
  lastAt: string | null;
}>;
type Trail = Readonly<{ subscriberId: string; items: readonly Credit[]; timeline: Timeline }>;

const { request_subscribe: contract } = testData('wechat-contract.json') as {
  request_subscribe: { results: readonly string[]; max_tmplIds: number };
};
const bothKinds = {
  messages: {
    'near-turn': { enabled: true, templateId: jh },
    queued: { enabled: true, templateId: pd },
  },
};

const mine = async (caller: Rig['anyone']): Promise<readonly Credit[]> =>
  (await caller.get<{ items: Credit[] }>('/api/v1/me/subscriptions')).items;

describe('what holders accept', () => {
  let rig: Rig;
  before(async () => (rig = await startRig({ settings: { SIMULATOR_PUSH: 'on' } })));
  after(() => rig.close());

  /** Somebody with a ticket that nothing is due for: the kinds are on, and one is ahead. */
  const waiting = async () => {
    const hall = await rig.hall({ threshold: 0, hall: bothKinds });
    await hall.issue();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    await hall.messageOf(ticket.ticketId, 'withheld', 'queued');
    return { hall, ticket, phone };
  };

  for (const answer of [...contract.results, 'acceptWithSomethingNew', 'something-new'])
    it(`is read of every value: ${answer}`, async () => {
      const { ticket, phone } = await waiting();
      const path = `/api/v1/tickets/${ticket.ticketId}/subscriptions`;
      const results = { [jh]: answer, errMsg: 'requestSubscribeMessage:ok' };
      const isAccepted = answer.startsWith('accept');
      expect(await phone.caller.post(path, { results })).to.deep.equal({
        granted: isAccepted ? [jh] : [],
        declined: isAccepted ? [] : [jh],
      });
      const [credit] = await mine(phone.caller);
      expect(credit).to.include({
        templateId: jh,
        longTerm: false,
        granted: isAccepted ? 1 : 0,
        declined: isAccepted ? 0 : 1,
        remaining: isAccepted ? 1 : 0,
        lastAnswer: isAccepted ? 'accept' : answer,
        lastSource: 'client',
      });
    });

  it('may name all the templates that WeChat asks for at once, and what is no answer counts as none', async () => {
    const templates = Array.from(
      { length: contract.max_tmplIds },
      (_one, index) => `other-${index}`,
    );
    const hall = await rig.hall({ threshold: 0 });
    const { bindCode, ticketId } = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(bindCode);
    const report = (results: object) =>
      phone.caller.ask('POST', `/api/v1/tickets/${ticketId}/subscriptions`, { body: { results } });
    const unknown = await report(Object.fromEntries(templates.map((id) => [id, 'accept'])));
    expect(said(unknown)).to.equal('400 unknown_template');
    expect(await mine(phone.caller)).to.deep.equal([]);
    const failed = {
      errMsg: "requestSubscribeMessage:fail TmplIds can't be empty",
      errCode: 10001,
    };
    expect((await report(failed)).body).to.deep.equal({ granted: [], declined: [] });
    expect((await report({ [jh]: 7 })).body).to.deep.equal({ granted: [], declined: [jh] });
    const many = Array.from({ length: 51 }, (_one, index) => [`t${index}`, 'accept']);
    expect(said(await report(Object.fromEntries(many)))).to.equal('400 invalid_request');
  });

  it('of several templates in one tap pairs off with WeChat’s event, template by template', async () => {
    const { ticket, phone } = await waiting();
    const answer = { [jh]: 'accept', [pd]: 'reject' };
    await phone.subscribe(ticket.ticketId, { answer, templateIds: [jh, pd] });
    const paired = await eventually('both events', async () => {
      const trail = await rig.admin.get<Page<Credit>>('/api/v1/audit/credits?limit=2');
      const person = trail.items[0]?.subscriberId ?? '';
      const { timeline, items } = await rig.admin.get<Trail>(`/api/v1/audit/credits/${person}`);
      return timeline.length >= 4 ? { timeline, items } : null;
    });
    expect(paired.items.map(({ templateId, granted, declined }) => [templateId, granted, declined]))
      // One acceptance and one refusal, each told by both.
      .to.have.deep.members([
        [jh, 1, 0],
        [pd, 0, 1],
      ]);
    expect(paired.timeline.filter(({ by }) => by === 'service:wechat')).to.have.length(2);
  });

  it('is read page by page, as every list is', async () => {
    const { ticket, phone } = await waiting();
    await phone.subscribe(ticket.ticketId, { templateIds: [jh, pd] });
    const path = '/api/v1/me/subscriptions';
    const all = await phone.caller.get<Page<Credit>>(path);
    expect(all.nextCursor).to.equal(null);
    const first = await phone.caller.get<Page<Credit>>(`${path}?limit=1`);
    const cursor = encodeURIComponent(first.nextCursor ?? '');
    const second = await phone.caller.get<Page<Credit>>(`${path}?limit=1&cursor=${cursor}`);
    const templates = (page: Page<Credit>) => page.items.map(({ templateId }) => templateId);
    expect([...templates(first), ...templates(second)]).to.deep.equal(templates(all));
    expect([templates(all).length, second.nextCursor]).to.deep.equal([2, null]);
    for (const query of ['limit=0', 'cursor=made-up', 'templateId=x'])
      expect(said(await phone.caller.ask('GET', `${path}?${query}`))).to.equal(
        '400 invalid_request',
      );
  });

  it('shows the holder and the auditor the same, message by message', async () => {
    const { hall, ticket, phone } = await waiting();
    await phone.subscribe(ticket.ticketId, { templateIds: [jh, pd] });
    await hall.messageOf(ticket.ticketId, 'delivered', 'queued');
    const shown = await eventually('the events', async () => {
      const items = await mine(phone.caller);
      return items.every(({ lastSource }) => lastSource === 'popup') ? items : null;
    });
    const by = new Map(shown.map((one) => [one.templateId, one]));
    expect(by.get(pd)).to.include({ granted: 1, used: 1, returned: 0, remaining: 0 });
    expect(by.get(jh)).to.include({ granted: 1, used: 0, remaining: 1, lastAnswer: 'accept' });
    const { items } = await rig.admin.get<Page<Credit>>('/api/v1/audit/credits?limit=2');
    const audited = items.map(({ subscriberId: _person, ...credit }) => credit);
    expect(audited).to.have.deep.members([...shown]);
  });

  it('shows on the ticket’s own page of the audit what WeChat’s settings changed, and by whom', async () => {
    const { hall, ticket, phone } = await waiting();
    await phone.subscribe(ticket.ticketId, { answer: 'reject', templateIds: [pd] });
    await hall.messageOf(ticket.ticketId, 'withheld', 'queued');
    const path = `/simulator/phones/${phone.name}/change`;
    await rig.simulator.post(path, { templateIds: [pd] });
    await phone.subscribe(ticket.ticketId, { templateIds: [pd] });
    await hall.messageOf(ticket.ticketId, 'delivered', 'queued');
    const { timeline } = await rig.admin.get<{ timeline: Timeline }>(
      `/api/v1/audit/tickets/${ticket.ticketId}`,
    );
    const told = timeline
      .filter(({ stream }) => stream.startsWith('credit-'))
      .map(({ type, by, data }) => `${type} ${String(data['source'] ?? '')} ${by?.split(':')[0]}`);
    expect(told).to.include.members([
      'SubscriptionDeclined client holder',
      'SubscriptionDeclined popup service',
      'SubscriptionDeclined change service',
      'SubscriptionGranted client holder',
    ]);
  });

  it('is for the holder and for auditors of all halls', async () => {
    const { hall, phone } = await waiting();
    const ask = (caller: Rig['anyone'], path: string) => caller.ask('GET', path).then(said);
    const ofOneHall = await hall.token('auditor');
    expect(await ask(rig.anyone, '/api/v1/me/subscriptions')).to.equal('401 unauthenticated');
    expect(await ask(rig.admin, '/api/v1/me/subscriptions')).to.equal('403 forbidden');
    expect(await ask(phone.caller, '/api/v1/audit/credits')).to.equal('403 forbidden');
    expect(await ask(ofOneHall, '/api/v1/audit/credits')).to.equal('403 forbidden');
    expect(await ask(ofOneHall, '/api/v1/audit/credits/x')).to.equal('403 forbidden');
    expect(await ask(rig.admin, '/api/v1/audit/credits/x')).to.equal('404 unknown_subscriber');
    expect(await ask(rig.admin, '/api/v1/audit/credits?a=b')).to.equal('400 invalid_request');
  });
});

describe('a long-term template', () => {
  let wechat: Simulator;
  let rig: Rig;
  before(async () => {
    wechat = createSimulator({
      templates: defaultTemplates.map((template) => ({ ...template, type: 3 as const })),
    });
    const url = await wechat.listen();
    rig = await startRig({ settings: { WECHAT_BASE_URL: url, ...pushSettings('plain') } });
  });
  after(async () => {
    await rig.close();
    await wechat.close();
  });

  it('is accepted once, and every message goes', async () => {
    const messages = {
      'near-turn': { enabled: true, templateId: jh, longTerm: true },
      queued: { enabled: true, templateId: pd, longTerm: true },
      called: { enabled: true, templateId: jh, longTerm: true },
    };
    const hall = await rig.hall({ threshold: 1, hall: { messages } });
    const { body } = await rig.admin.ask<{ messages: Record<string, { longTerm: boolean }> }>(
      'GET',
      hall.path,
    );
    expect(Object.values(body.messages).map(({ longTerm }) => longTerm)).to.deep.equal([
      true,
      true,
      true,
      false,
    ]);
    for (let ahead = 0; ahead < 3; ahead += 1) await hall.issue();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    await phone.subscribe(ticket.ticketId, { templateIds: [jh, pd] });
    await hall.at('1', 'open');
    // Called before it was sent, a ticket would have no 快到您了: each message is waited for.
    const received = [await messageTo(rig, phone, 1)];
    for (const count of [2, 3]) {
      for (let turn = 0; turn < 2; turn += 1) await hall.at('1', 'call-next');
      received.push(await messageTo(rig, phone, count));
    }
    expect(received.map(({ templateId }) => templateId)).to.deep.equal([pd, jh, jh]);
    const { subscriptions } = await phone.caller.get<TicketPage>(
      `/api/v1/tickets/${ticket.ticketId}`,
    );
    expect(subscriptions?.map(({ remaining }) => remaining)).to.deep.equal([1, 1, 1]);
    const items = await mine(phone.caller);
    expect(items.find(({ templateId }) => templateId === jh)).to.include({
      longTerm: true,
      granted: 1,
      used: 2,
      remaining: 1,
    });
    // What one hall says of a template holds for the account, and the next tests have one-time ones.
    await rig.admin.put(hall.path, { name: '测试大厅', messages: {} });
    expect((await mine(phone.caller))[0]).to.include({ longTerm: false });
  });
});
