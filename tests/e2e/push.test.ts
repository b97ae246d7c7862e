import { expect } from 'chai';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { startChild } from './child.js';
import { eventually, said } from './http.js';
import type { MessageDetail } from './json.js';
import {
  callback,
  post,
  postSealed,
  pushAesKey,
  pushSettings,
  pushToken,
  sentEvent,
  signed,
} from './pushes.js';
import { messageTo, startRig, type Rig } from './rig.js';
import { services } from '../../src/composition/di/services.js';
import type { WeChatPush } from '../../src/composition/di/services.js';
import type { Settings } from '../../src/infrastructure/config/settings.js';

const { jh } = simulatorTemplates;
/** WeChat delivers a message, and its answer is lost. */
const lostAnswer = { sequence: [{ api: 'send', effect: 'reset', at: 'after' }] };

const inboxOf = (rig: Rig): WeChatPush['inbox'] => {
  const push = rig.service.container.get(services.push);
  if (push === null) throw new Error('expected pushes to be taken');
  return push.inbox;
};

describe('the address for WeChat’s pushes', () => {
  it('refuses everything where no token is set', async () => {
    const rig = await startRig();
    const asked = await rig.anyone.ask('GET', `${callback}?${signed().toString()}&echostr=1`);
    expect(said(asked)).to.equal('403 push_not_configured');
    expect(said(await post(rig.url, signed(), '{}'))).to.equal('403 push_not_configured');
    await rig.close();
  });

  describe('in plain mode', () => {
    let rig: Rig;
    before(async () => (rig = await startRig({ settings: pushSettings('plain') })));
    after(() => rig.close());

    it('is verified by its echo', async () => {
      const right = await rig.anyone.ask(
        'GET',
        `${callback}?${signed().toString()}&echostr=437512094834`,
      );
      expect([right.status, right.text]).to.deep.equal([200, '437512094834']);
      const wrong = await rig.anyone.ask('GET', `${callback}?${signed().toString()}1&echostr=1`);
      expect(said(wrong)).to.equal('403 push_not_verified');
      expect(said(await rig.anyone.ask('GET', `${callback}?${signed().toString()}`))) //
        .to.equal('400 invalid_request');
    });

    it('answers success once, and again for the same', async () => {
      const body = sentEvent('nobody', '4711');
      for (let time = 0; time < 2; time += 1) {
        const { status, text } = await post(rig.url, signed(), body);
        expect([status, text]).to.deep.equal([200, 'success']);
      }
    });

    it('refuses what WeChat has not signed, or long ago', async () => {
      const body = sentEvent('nobody', '4712');
      expect(said(await post(rig.url, new URLSearchParams(), body))) //
        .to.equal('403 push_not_verified');
      const old = String(Math.floor(Date.now() / 1000) - 601);
      expect(said(await post(rig.url, signed(old), body))).to.equal('403 push_not_verified');
    });

    it('refuses what is too large, no text, or no push', async () => {
      const large = 'x'.repeat(64 * 1024 + 1);
      expect(said(await post(rig.url, signed(), large))).to.equal('413 too_large');
      const bytes = Uint8Array.from([0xff, 0xfe]);
      expect(said(await post(rig.url, signed(), bytes))).to.equal('400 invalid_request');
      for (const body of ['', 'hello', '<!DOCTYPE a><xml/>', '{"MsgType":"event"}'])
        expect(said(await post(rig.url, signed(), body)), body).to.equal('400 invalid_request');
    });

    it('takes only GET and POST', async () => {
      expect(said(await rig.anyone.ask('PUT', callback))).to.equal('405 method_not_allowed');
    });
  });

  it('takes only what is encrypted in secure mode, as JSON and as XML', async () => {
    const rig = await startRig({ settings: pushSettings('secure') });
    expect(said(await post(rig.url, signed(), sentEvent('nobody', '1')))) //
      .to.equal('403 push_not_verified');
    const json = (encrypted: string) => JSON.stringify({ ToUserName: 'gh_1', Encrypt: encrypted });
    const xml = (encrypted: string) =>
      `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    for (const around of [json, xml]) {
      const { text } = await postSealed(rig.url, sentEvent('nobody', '2'), around);
      expect(text).to.equal('success');
    }
    await rig.close();
  });
});

describe('what WeChat pushes', () => {
  let rig: Rig;
  before(async () => (rig = await startRig({ settings: { SIMULATOR_PUSH: 'on' } })));
  afterEach(async () => {
    await rig.faults(null);
    await configure({});
  });
  after(() => rig.close());

  /** Has the simulator push as the service expects it, with these things going wrong. */
  const configure = async (faults: object): Promise<void> => {
    const { WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey } = rig.service.container.get<Settings>(
      services.settings,
    );
    const push = { url: `${rig.url}${callback}`, token, aesKey, mode: 'secure', ...faults };
    await rig.simulator.put('/simulator/push', push);
  };

  it('shows that a message was delivered', async () => {
    const hall = await rig.hall();
    const { ticket, phone } = await hall.holder();
    const { msgid, messageId } = await hall.messageOf(ticket.ticketId, 'delivered');
    expect(msgid).to.equal((await messageTo(rig, phone)).msgid);
    const detail = await rig.admin.get<MessageDetail>(`/api/v1/audit/messages/${messageId}`);
    expect(detail.timeline.at(-1)).to.include({ type: 'DeliveryReported', by: 'service:wechat' });
  });

  it('shows that a message was not', async () => {
    await configure({ sentErrorCode: '-3', format: 'XML' });
    const hall = await rig.hall();
    const { ticket } = await hall.holder();
    const message = await hall.messageOf(ticket.ticketId, 'undelivered');
    expect(message).to.include({ reason: 'wechat', errcode: -3 });
  });

  it('settles a doubt', async () => {
    await configure({ delayMs: 300 });
    await rig.faults(lostAnswer);
    const hall = await rig.hall();
    const { ticket, phone } = await hall.holder();
    const message = await hall.messageOf(ticket.ticketId, 'delivered');
    const path = `/api/v1/audit/messages/${message.messageId}`;
    const types = (await rig.admin.get<MessageDetail>(path)).timeline.map(({ type }) => type);
    expect(types.filter((type) => type !== 'SubscriptionGranted').slice(-2)) //
      .to.deep.equal(['MessageInDoubt', 'DeliveryReported']);
    const { msgid, attempts } = message;
    expect([msgid, attempts]).to.deep.equal([(await messageTo(rig, phone)).msgid, 1]);
    expect(await phone.received()).to.have.length(1);
  });

  it('may come before the outcome, twice, and overtaken', async () => {
    await configure({ delayMs: 0, copies: 3, jitterMs: 50, format: 'XML' });
    const hall = await rig.hall();
    const holders = await Promise.all([1, 2, 3, 4].map(() => hall.holder()));
    for (const { ticket } of holders) {
      const { messageId } = await hall.messageOf(ticket.ticketId, 'delivered');
      const { timeline } = await rig.admin.get<MessageDetail>(
        `/api/v1/audit/messages/${messageId}`,
      );
      const reports = timeline.filter(({ type }) => type === 'DeliveryReported');
      expect(reports).to.have.length(1);
    }
  });

  it('grants what a person accepts, once with the mini-program’s report', async () => {
    await configure({ delayMs: 0 });
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    const ticket = await hall.issue();
    const phone = await rig.phone();
    await phone.bind(ticket.bindCode);
    const remaining = async (): Promise<number | undefined> =>
      (await phone.ticket(ticket.ticketId)).subscriptions?.[0]?.remaining;
    await rig.simulator.post(`/simulator/phones/${phone.name}/subscribe`, { tmplIds: [jh] });
    await eventually('the popup to count', async () => (await remaining()) === 1);
    const reported = { results: { [jh]: 'accept' } };
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/subscriptions`, reported);
    expect(await remaining()).to.equal(1);
    await rig.simulator.ask('POST', `/simulator/phones/${phone.name}/change`, {
      body: { templateIds: [jh] },
    });
    await eventually('the refusal to count', async () => (await remaining()) === 0);
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    const message = await hall.messageOf(ticket.ticketId, 'withheld');
    expect(message.reason).to.equal('declined');
  });

  it('names a message that nobody knows: it is counted', async () => {
    await configure({ mode: 'secure', delayMs: 0 });
    const hall = await rig.hall();
    const { phone } = await hall.holder();
    await messageTo(rig, phone);
    await hall.settled();
    const unmatched = async (): Promise<number> => {
      const { text } = await rig.anyone.ask('GET', '/metrics');
      return Number(/^push_unmatched_total (\d+)/m.exec(text)?.[1] ?? 0);
    };
    const before = await unmatched();
    await inboxOf(rig).receive(
      {
        kind: 'subscribe_msg_sent_event',
        openId: openIdOf(phone.name),
        createdAt: null,
        msgId: null,
        items: [{ TemplateId: jh, MsgID: '99', ErrorCode: '0' }],
      },
      { correlationId: 'test' },
    );
    await eventually('it to be counted', async () => (await unmatched()) === before + 1);
  });
});

describe('a push and a process that dies', () => {
  it('is recorded by one life and handled by the next, and no openid is ever shown', async () => {
    const settings = { ...pushSettings('plain'), LOG_LEVEL: 'debug' };
    const first = await startChild({ settings });
    const hall = await first.hall();
    await first.faults(lostAnswer);
    const { ticket, phone } = await hall.holder();
    await hall.messageOf(ticket.ticketId, 'in_doubt');
    const { msgid } = await messageTo(first, phone);
    const query = signed();
    query.set('openid', openIdOf(phone.name));
    const pushed = post(first.url, query, sentEvent(phone.name, msgid));
    expect((await pushed).text).to.equal('success');
    await first.kill();
    const second = await startChild({ settings, dataDir: first.dataDir });
    const message = await eventually('the doubt to be settled', async () => {
      const filter = `hallId=${hall.hallId}&status=delivered`;
      const { items } = await second.admin.get<{ items: { msgid: string }[] }>(
        `/api/v1/audit/messages?${filter}`,
      );
      return items[0];
    });
    expect(message.msgid).to.equal(msgid);
    await post(second.url, query, 'hello');
    await post(second.url, signed(), sentEvent(phone.name, '1'));
    await eventually('the other to be shown', () =>
      Promise.resolve(second.output().includes('push_unmatched')),
    );
    await second.stop();
    for (const life of [first, second]) {
      expect(life.output()).to.include('http_request');
      expect(life.output()).to.not.include(openIdOf(phone.name));
      expect(life.output()).to.not.include(pushToken);
      expect(life.output()).to.not.include(pushAesKey);
    }
  }).timeout(60_000);
});
