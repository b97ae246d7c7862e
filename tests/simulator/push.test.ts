import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { instant } from '../../src/domain/ids.js';
import { pushKey } from '../../src/infrastructure/wechat/push/cipher.js';
import { PushVerifier, type PushMode } from '../../src/infrastructure/wechat/push/verifier.js';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { messageTo, startSimulator, type SimulatorRig } from './rig.js';

const { jh, pd } = simulatorTemplates;
const alice = openIdOf('alice');
const token = 'push-token';
const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const key = pushKey(aesKey, 'wx51a7051a7051a705');

type Post = Readonly<{ query: Record<string, string>; body: string }>;

describe('what the simulator pushes', () => {
  let rig: SimulatorRig;
  let server: Server;
  let posts: Post[];
  /** The statuses of the answers; null: none at all. */
  let answers: (number | null)[];

  beforeEach(async () => {
    rig = await startSimulator();
    rig.simulator.accept('alice', [jh, pd]);
    [posts, answers] = [[], []];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'http://localhost');
        posts.push({ query: Object.fromEntries(url.searchParams), body });
        const status = answers.length === 0 ? 200 : answers.shift();
        if (typeof status === 'number') response.writeHead(status).end('success');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await rig.close();
    server.closeAllConnections();
    server.close();
  });

  const configure = (more: object = {}) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
    return rig.call('PUT', '/simulator/push', { url, token, delayMs: 0, ...more });
  };
  const pushed = async (count: number): Promise<void> => {
    const end = performance.now() + 5_000;
    while ((await done()).length < count && performance.now() < end) await sleep(5);
  };
  const done = async () =>
    (await rig.call('GET', '/simulator/push')).json['pushed'] as { posts: number }[];
  const opened = ({ query, body }: Post, mode: PushMode) =>
    new PushVerifier({
      appId: key.appId,
      token,
      mode,
      key,
      now: () => instant(1_700_000_000_000),
    }).open(query, body).push;

  it('is a sent event for each message delivered, in every mode and format', async () => {
    for (const mode of ['plain', 'compatible', 'secure'] as const)
      for (const format of ['JSON', 'XML'] as const) {
        posts = [];
        await configure({ mode, format, aesKey });
        rig.simulator.accept('alice', [jh]);
        const before = (await done()).length;
        const { text } = await rig.send(messageTo(alice));
        await pushed(before + 1);
        expect(posts, `${mode} ${format}`).to.have.length(1);
        const [post = { query: {}, body: '' }] = posts;
        expect(post.body.startsWith(format === 'XML' ? '<xml>' : '{')).to.equal(true);
        expect(post.body.includes('subscribe_msg_sent_event')).to.equal(mode !== 'secure');
        const push = opened(post, mode);
        expect(push).to.include({ kind: 'subscribe_msg_sent_event', openId: alice });
        const [item] = push.items;
        expect(text).to.include(`"msgid":${item?.['MsgID']}`);
        expect(item).to.include({ TemplateId: jh, ErrorCode: '0', ErrorStatus: 'success' });
      }
  });

  it('is what a person answered at the popup: one entry or several', async () => {
    await configure();
    const tap = (tmplIds: string[], answer: object | string) =>
      rig.call('POST', '/simulator/phones/alice/subscribe', { tmplIds, answer });
    await tap([jh], 'acceptWithAudio');
    await tap([jh, pd], { [jh]: 'accept', [pd]: 'reject' });
    await tap([jh], 'filter');
    await pushed(2);
    const items = posts.map((post) => opened(post, 'plain').items);
    const shown = items.map((list) => list.map((item) => item['SubscribeStatusString']));
    expect(shown).to.have.deep.members([['accept'], ['accept', 'reject']]);
    expect(posts.some(({ body }) => body.includes('"List":{'))).to.equal(true);
    expect(posts.some(({ body }) => body.includes('"List":['))).to.equal(true);
  });

  it('is what a person took back, and their acceptances are gone', async () => {
    await configure();
    await rig.call('POST', '/simulator/phones/alice/change', { templateIds: [jh] });
    await pushed(1);
    expect(opened(posts[0] ?? { query: {}, body: '' }, 'plain')).to.deep.include({
      kind: 'subscribe_msg_change_event',
      items: [{ TemplateId: jh, SubscribeStatusString: 'reject' }],
    });
    expect((await rig.send(messageTo(alice))).json['errcode']).to.equal(43101);
  });

  it('is pushed again, just the same, while there is no answer: three times', async () => {
    await configure({ timeoutMs: 50 });
    answers = [null, 503, null, 500, 200];
    await rig.send(messageTo(alice));
    await pushed(1);
    expect(posts).to.have.length(4);
    for (const post of posts) expect(post).to.deep.equal(posts[0]);
    expect(await done()).to.deep.equal([
      { event: 'subscribe_msg_sent_event', posts: 4, status: 500, reply: 'success' },
    ]);
  });

  it('may come more than once, or be a failure', async () => {
    await configure({ copies: 2, sentErrorCode: '-3' });
    await rig.send(messageTo(alice));
    await pushed(1);
    expect(posts).to.have.length(2);
    const [item] = opened(posts[1] ?? { query: {}, body: '' }, 'plain').items;
    expect(item).to.include({ ErrorCode: '-3', ErrorStatus: 'failed' });
  });

  it('is nothing unless it is told where', async () => {
    await rig.send(messageTo(alice));
    await configure();
    await rig.call('DELETE', '/simulator/push');
    await rig.send(messageTo(alice));
    await sleep(50);
    expect(posts).to.deep.equal([]);
    expect((await configure({ mode: 'secure' })).status).to.equal(400);
  });
});
