import { expect } from 'chai';
import { openIdOf } from '../../simulator/simulator.js';
import { messageTo, startSimulator } from './rig.js';
import type { SimulatorRig } from './rig.js';

const dayMs = 24 * 3_600_000;

describe("the simulated account's quotas", () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await startSimulator({ appId: 'wx1' });
  });
  afterEach(() => rig.close());

  const post = async (path: string, body: object) =>
    (await rig.call('POST', `${path}?access_token=${await rig.token()}`, body)).json;
  const clear = async () => (await post('/cgi-bin/clear_quota', { appid: 'wx1' }))['errcode'];
  const usedOf = async (path: string) =>
    (await post('/cgi-bin/openapi/quota/get', { cgi_path: path }))['quota'];

  it('are cleared ten times a month', async () => {
    for (let time = 0; time < 10; time += 1) expect(await clear()).to.equal(0);
    expect(await clear()).to.equal(48006);
    rig.advance(31 * dayMs);
    expect(await clear()).to.equal(0);
    expect((await post('/cgi-bin/clear_quota', { appid: 'wx2' }))['errcode']).to.equal(40013);
  });

  it('let sends go on when they are cleared', async () => {
    rig.simulator.accept('anna', [messageTo('').template_id], 5);
    await rig.call('PUT', '/simulator/switches', { dailyLimit: 1 });
    const send = async () => (await rig.send(messageTo(openIdOf('anna')))).json['errcode'];
    expect([await send(), await send(), await clear(), await send()]).to.deep.equal([
      0, 45009, 0, 0,
    ]);
  });

  it('count calls of the day', async () => {
    const path = '/wxaapi/newtmpl/gettemplate';
    for (let time = 0; time < 3; time += 1)
      await rig.call('GET', `${path}?access_token=${await rig.token()}`);
    expect(await usedOf(path)).to.deep.include({ used: 3, remain: 9_999_997 });
    rig.advance(dayMs);
    expect(await usedOf(path)).to.deep.include({ used: 0 });
  });

  it('and the rid of a refusal tell what was refused, for seven days', async () => {
    const refused = await rig.send({ touser: 'o-nobody', template_id: 'x' });
    const rid = /rid: ([0-9a-f-]+)/.exec(refused.text)?.[1] ?? '';
    const explain = async (id: string) => post('/cgi-bin/openapi/rid/get', { rid: id });
    const { request } = await explain(rid);
    expect(request).to.include({ invoke_time: 1_700_000_000, client_ip: '127.0.0.1' });
    expect(request).to.have.property('response_body', refused.text);
    expect(request).to.have.property('request_body').that.includes('o-nobody');
    expect((await explain('1-2-3'))['errcode']).to.equal(76001);
    expect((await explain(''))['errcode']).to.equal(76002);
    rig.advance(7 * dayMs + 1);
    expect((await explain(rid))['errcode']).to.equal(76004);
  });
});
