import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { messageTo, startSimulator } from './rig.js';
import type { SimulatorRig } from './rig.js';

const alice = openIdOf('alice');
const { jh, pd } = simulatorTemplates;

describe('the simulated sending', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await startSimulator();
    rig.simulator.accept('alice', [jh]);
  });
  afterEach(() => rig.close());
  const errcodeOf = async (body: object): Promise<unknown> =>
    (await rig.send(body)).json['errcode'];
  const subscribe = (name: string, body: object) =>
    rig.call('POST', `/simulator/phones/${name}/subscribe`, body);

  it('delivers to the phone, and shows what it received', async () => {
    const sent = await rig.send(messageTo(alice));
    const msgid = /"msgid":(\d+)\}$/.exec(sent.text)?.[1] ?? '';
    expect(BigInt(msgid) > 2n ** 53n, 'a bare int64').to.equal(true);
    expect((await rig.call('GET', '/messages')).json['items']).to.deep.equal([
      {
        msgid,
        user: 'alice',
        openid: alice,
        templateId: jh,
        page: 'pages/index/index?ticketId=t1',
        data: {
          thing1: '综合业务',
          thing6: '3号窗口',
          character_string2: 'A012',
          number3: '3',
          thing5: '快到您了,请关注窗口和叫号情况',
        },
        miniprogramState: 'formal',
        lang: 'zh_CN',
        at: '2023-11-14T22:13:20.000Z',
      },
    ]);
  });

  it('lists by person and by openid, and goes on after a cursor', async () => {
    rig.simulator.accept('alice', [jh], 2);
    rig.simulator.accept('bob', [jh]);
    for (const name of ['alice', 'bob', 'alice']) await rig.send(messageTo(openIdOf(name)));
    const list = async (query: string) => {
      const { items, nextCursor } = (await rig.call('GET', `/messages?${query}`)).json;
      return { users: (items as { user: string }[]).map((one) => one.user), nextCursor };
    };
    expect(await list('user=alice')).to.deep.equal({ users: ['alice', 'alice'], nextCursor: '3' });
    expect(await list(`openid=${openIdOf('bob')}`)).to.deep.include({ users: ['bob'] });
    expect(await list('limit=1')).to.deep.equal({ users: ['alice'], nextCursor: '1' });
    expect(await list('cursor=1')).to.deep.equal({ users: ['bob', 'alice'], nextCursor: '3' });
    expect((await rig.call('GET', '/messages?cursor=x')).status).to.equal(400);
  });

  it('takes one acceptance for one message, none for a refused one', async () => {
    expect(await errcodeOf(messageTo(alice, { number3: { value: 'x' } }))).to.equal(47003);
    expect(await errcodeOf(messageTo(alice))).to.equal(0);
    expect(await errcodeOf(messageTo(alice))).to.equal(43101);
    await rig.call('POST', '/simulator/phones/alice/accept', { templateIds: [jh, pd], times: 2 });
    expect(await errcodeOf(messageTo(alice))).to.equal(0);
    expect(await errcodeOf(messageTo(alice))).to.equal(0);
    expect(await errcodeOf(messageTo(alice))).to.equal(43101);
    expect(await errcodeOf(messageTo(alice, {}, pd))).to.equal(0);
  });

  it('gives what wx.requestSubscribeMessage gives, and counts every accept*', async () => {
    expect((await subscribe('bob', { tmplIds: [jh, pd] })).json).to.deep.equal({
      errMsg: 'requestSubscribeMessage:ok',
      [jh]: 'accept',
      [pd]: 'accept',
    });
    await subscribe('bob', { tmplIds: [jh, pd], answer: { [jh]: 'acceptWithAlert', [pd]: 'ban' } });
    const { items } = (await rig.call('GET', '/simulator/phones')).json;
    expect(items).to.deep.include({
      name: 'bob',
      openid: openIdOf('bob'),
      credits: { [jh]: 2, [pd]: 1 },
    });
    for (const answer of ['reject', 'ban', 'filter']) {
      await subscribe('carol', { tmplIds: [jh], answer });
      expect(await errcodeOf(messageTo(openIdOf('carol')))).to.equal(43101);
    }
  });

  it('fails a subscription as WeChat does', async () => {
    const fail = async (tmplIds: readonly string[]): Promise<unknown> =>
      (await subscribe('bob', { tmplIds })).json['errCode'];
    expect(await fail([])).to.equal(10001);
    expect(await fail(Array.from({ length: 6 }, () => jh))).to.equal(20003);
    expect(await fail(['nope'])).to.equal(20001);
  });

  it('names the field that breaks its rule, in WeChat’s words', async () => {
    const textOf = async (data: object): Promise<unknown> =>
      (await rig.send(messageTo(alice, { ...data }))).json['errmsg'];
    expect(await textOf({ thing1: { value: 'x'.repeat(21) } })).to.match(
      /^argument invalid! data\.thing1\.value invalid rid: /,
    );
    expect(await textOf({ thing5: undefined })).to.match(/data\.thing5\.value is empty rid: /);
    expect(await textOf({ character_string2: { value: '号1' } })).to.match(
      /data\.character_string2\.value invalid/,
    );
    expect(rig.simulator.messages()).to.have.length(0);
  });

  it('knows its people, its templates and JSON', async () => {
    expect(await errcodeOf(messageTo(openIdOf('nobody')))).to.equal(40003);
    expect(await errcodeOf(messageTo(alice, {}, 'T'.repeat(43)))).to.equal(40037);
    const path = `/cgi-bin/message/subscribe/send?access_token=${await rig.token()}`;
    expect((await rig.call('POST', path, '{')).json['errcode']).to.equal(47001);
    expect((await rig.call('POST', path, '')).json['errcode']).to.equal(44002);
  });

  it('refuses overlapping messages to one person, not to two', async () => {
    const slow = await startSimulator({ sendDelayMs: 50 });
    slow.simulator.accept('alice', [jh], 5);
    slow.simulator.accept('bob', [jh], 5);
    const token = await slow.token();
    const all = await Promise.all(
      [alice, alice, openIdOf('bob')].map((openid) => slow.send(messageTo(openid), token)),
    );
    const codes = all.map((one) => Number(one.json['errcode']));
    expect(codes.toSorted((one, other) => one - other)).to.deep.equal([0, 0, 43108]);
    expect((await slow.send(messageTo(alice), token)).json['errcode']).to.equal(0);
    await slow.close();
  });

  it('turns its switches: pages, daily limit, banned templates', async () => {
    const turn = (body: object) => rig.call('PUT', '/simulator/switches', body);
    rig.simulator.accept('alice', [jh], 9);
    await turn({ pages: ['pages/other/index'] });
    expect(await errcodeOf(messageTo(alice))).to.equal(41030);
    await turn({ pages: ['pages/index/index'] });
    expect(await errcodeOf(messageTo(alice))).to.equal(0);
    await turn({ bannedTemplates: [jh] });
    expect(await errcodeOf(messageTo(alice))).to.equal(43116);
    await turn({ bannedTemplates: [], dailyLimit: 4 });
    expect(await errcodeOf(messageTo(alice))).to.equal(0);
    expect(await errcodeOf(messageTo(alice))).to.equal(45009);
    rig.advance(24 * 3600_000);
    expect(await errcodeOf(messageTo(alice))).to.equal(0);
    expect((await turn({ nonsense: 1 })).status).to.equal(400);
  });

  it('takes taps that it could not see for accepted, if told so, and only those', async () => {
    const open = await startSimulator({ unseenTaps: 'accept' });
    await open.call(
      'GET',
      '/sns/jscode2session?appid=a&secret=s&grant_type=authorization_code&js_code=user-alice-1',
    );
    const token = await open.token();
    expect((await open.send(messageTo(alice), token)).json['errcode']).to.equal(0);
    expect((await open.send(messageTo(alice), token)).json['errcode']).to.equal(0);
    await open.call('POST', '/simulator/phones/alice/subscribe', {
      tmplIds: [jh],
      answer: 'reject',
    });
    expect((await open.send(messageTo(alice), token)).json['errcode']).to.equal(43101);
    await open.close();
  });

  it('lists the two templates', async () => {
    const token = await rig.token();
    const { json } = await rig.call('GET', `/wxaapi/newtmpl/gettemplate?access_token=${token}`);
    const ids = (json['data'] as { priTmplId: string }[]).map((one) => one.priTmplId);
    expect(ids).to.deep.equal([jh, pd]);
    expect(ids.map((id) => id.length)).to.deep.equal([43, 43]);
  });

  it('counts calls by API and lets pages of another origin ask', async () => {
    await rig.send(messageTo(alice));
    expect((await rig.call('GET', '/simulator/requests')).json).to.include({
      stable_token: 1,
      token: 0,
      code2session: 0,
      send: 1,
      gettemplate: 0,
    });
    const response = await fetch(`${rig.simulator.url}/messages`, { method: 'OPTIONS' });
    expect(response.headers.get('access-control-allow-origin')).to.equal('*');
    await sleep(0);
  });
});
