import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { instant } from '../../src/domain/ids.js';
import { pushKey } from '../../src/infrastructure/wechat/push/cipher.js';
import {
  PushVerifier,
  type OpenedPush,
  type PushMode,
} from '../../src/infrastructure/wechat/push/verifier.js';
import { openIdOf, simulatorCredentials } from '../../simulator/simulator.js';
import { startSimulator, type SimulatorRig } from './rig.js';

const alice = openIdOf('alice');
const token = 'push-token';
const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const { appId } = simulatorCredentials;
const key = pushKey(aesKey, appId);
const modes = ['plain', 'compatible', 'secure'] as const;
const formats = ['JSON', 'XML'] as const;

type Pushed = Readonly<{ event: string; posts: number; status: number; reply: string | null }>;

describe('what people and WeChat itself say to the account', () => {
  let rig: SimulatorRig;
  let server: Server;
  let mode: PushMode;
  let opened: OpenedPush[];
  let bodies: string[];
  /** What the account replies. */
  let reply: Record<string, string> | null;

  beforeEach(async () => {
    rig = await startSimulator();
    [opened, bodies, reply, mode] = [[], [], null, 'plain'];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const query = new URL(request.url ?? '', 'http://localhost').searchParams;
        const now = () => instant(1_700_000_000_000);
        const verifier = new PushVerifier({ appId, token, mode, key, now });
        const push = verifier.open(Object.fromEntries(query), body);
        opened.push(push);
        bodies.push(body);
        response.end(push.written(reply).text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await rig.close();
    server.closeAllConnections();
    server.close();
  });

  const configure = async (more: Readonly<{ mode?: PushMode; format?: string }> = {}) => {
    mode = more.mode ?? 'plain';
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
    return rig.call('PUT', '/simulator/push', { url, token, aesKey, delayMs: 0, ...more });
  };
  const done = async () =>
    (await rig.call('GET', '/simulator/push')).json['pushed'] as readonly Pushed[];
  /** Does something, and answers the one push that comes of it. */
  const pushOf = async (path: string, body: object = {}) => {
    const before = (await done()).length;
    const answer = await rig.call('POST', path, body);
    const end = performance.now() + 5_000;
    while ((await done()).length === before && performance.now() < end) await sleep(5);
    const { push } = opened.at(-1) ?? expect.fail('nothing was pushed');
    return { push, answer };
  };

  it('is a text in every mode and format, with an id that no number can hold', async () => {
    for (const each of modes)
      for (const format of formats) {
        await configure({ mode: each, format });
        const text = `${each} ${format} <b>&amp; ]]> "中文"`;
        const { push, answer } = await pushOf('/simulator/phones/alice/chat', { text });
        expect(push, text).to.include({ kind: 'message.text', openId: alice, content: text });
        expect(push.msgId).to.equal(answer.json['msgId']);
        expect(Number.isSafeInteger(Number(push.msgId))).to.equal(false);
        const body = bodies.at(-1) ?? '';
        expect(body.includes('Encrypt')).to.equal(each !== 'plain');
        expect(body.includes('FromUserName')).to.equal(each !== 'secure');
        if (each !== 'secure' && format === 'JSON')
          expect(body).to.include(`"MsgId":${push.msgId}`);
      }
  });

  it('is a picture, a page, or something else', async () => {
    await configure();
    const chat = async (body: object) =>
      (await pushOf('/simulator/phones/alice/chat', body)).push.kind;
    expect(await chat({ image: 'https://example.test/1.png' })).to.equal('message.image');
    expect(await chat({ page: 'pages/index/index' })).to.equal('message.miniprogrampage');
    expect(await chat({ type: 'voice' })).to.equal('message.voice');
    const refused = await rig.call('POST', '/simulator/phones/alice/chat', { text: '' });
    expect(refused.status).to.equal(400);
  });

  it('opens the chat: the account may answer', async () => {
    await configure();
    const say = async () => {
      const body = { touser: alice, msgtype: 'text', text: { content: 'hi' } };
      const path = `/cgi-bin/message/custom/send?access_token=${await rig.token()}`;
      return (await rig.call('POST', path, body)).json['errcode'];
    };
    rig.simulator.accept('alice', ['none']);
    expect(await say()).to.equal(45015);
    const { push } = await pushOf('/simulator/phones/alice/enter');
    expect(push).to.include({ kind: 'user_enter_tempsession', openId: alice, msgId: null });
    expect(await say()).to.equal(0);
    await pushOf('/simulator/phones/alice/chat', { text: 'hi' });
    expect(await say()).to.equal(0);
  });

  it('is that somebody took their permission back, or left: the platform says it', async () => {
    for (const format of formats) {
      await configure({ mode: 'secure', format });
      const revoked = await pushOf('/simulator/phones/alice/revoke');
      expect(revoked.push).to.include({ kind: 'user_authorization_revoke', openId: alice });
      const left = await pushOf('/simulator/phones/alice/cancel-account');
      expect(left.push).to.include({ kind: 'user_authorization_cancellation', openId: alice });
    }
  });

  it('is a punishment, or a trial of the address', async () => {
    await configure();
    const punished = await pushOf('/simulator/push/punish');
    expect(punished.push).to.deep.include({
      kind: 'wxa_punish_event',
      items: [{ event_type: '2' }],
    });
    const warned = await pushOf('/simulator/push/punish', { eventType: 1 });
    expect(warned.push.items).to.deep.equal([{ event_type: '1' }]);
    expect((await pushOf('/simulator/push/debug')).push.kind).to.equal('debug_demo');
  });

  it('is answered, and the answer shown in clear', async () => {
    reply = { demo_resp: 'good luck' };
    for (const each of modes)
      for (const format of formats) {
        await configure({ mode: each, format });
        await pushOf('/simulator/push/debug');
        const shown = (await done()).at(-1)?.reply ?? '';
        const expected =
          format === 'JSON'
            ? '{"demo_resp":"good luck"}'
            : '<xml><demo_resp><![CDATA[good luck]]></demo_resp></xml>';
        expect(shown, `${each} ${format}`).to.equal(expected);
      }
  });
});
