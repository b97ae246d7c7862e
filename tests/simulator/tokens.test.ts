import { expect } from 'chai';
import { startSimulator } from './rig.js';
import type { SimulatorRig } from './rig.js';

const minute = 60_000;

describe('the simulated token endpoints', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await startSimulator();
  });
  afterEach(() => rig.close());

  const errcodeWith = async (token: string): Promise<unknown> =>
    (await rig.call('GET', `/wxaapi/newtmpl/gettemplate?access_token=${token}`)).json['errcode'];
  const stable = (body: object) => rig.call('POST', '/cgi-bin/stable_token', body);
  const good = { grant_type: 'client_credential', appid: 'wx1', secret: 's' };
  const legacy = async (): Promise<string> =>
    String(
      (await rig.call('GET', '/cgi-bin/token?grant_type=client_credential&appid=a&secret=s')).json[
        'access_token'
      ],
    );

  it('give the same stable token with the time that remains', async () => {
    const first = (await stable(good)).json;
    expect(first['expires_in']).to.equal(7200);
    rig.advance(100 * minute);
    expect((await stable(good)).json).to.deep.equal({ ...first, expires_in: 1200 });
  });

  it('renew it five minutes before its end, with both good until then', async () => {
    const first = await rig.token();
    rig.advance(115 * minute);
    const second = await rig.token();
    expect(second).not.to.equal(first);
    expect(await errcodeWith(first)).to.equal(0);
    rig.advance(5 * minute);
    expect(await errcodeWith(first)).to.equal(42001);
    expect(await errcodeWith(second)).to.equal(0);
  });

  it('kill the old one when forced, not twice in 30 seconds, 20 times a day', async () => {
    const first = await rig.token();
    const second = await rig.token(true);
    expect(await errcodeWith(first)).to.equal(40001);
    expect(await rig.token(true)).to.equal(second);
    for (let turn = 2; turn <= 20; turn += 1) {
      rig.advance(30_000);
      await rig.token(true);
    }
    rig.advance(30_000);
    expect((await stable({ ...good, force_refresh: true })).json['errcode']).to.equal(45009);
    rig.advance(24 * 60 * minute);
    expect((await stable({ ...good, force_refresh: true })).json['expires_in']).to.equal(7200);
  });

  it('keep the legacy world apart, where each fetch replaces the token within five minutes', async () => {
    const kept = await rig.token();
    const first = await legacy();
    const second = await legacy();
    expect(new Set([kept, first, second]).size).to.equal(3);
    rig.advance(5 * minute - 1);
    expect(await errcodeWith(first)).to.equal(0);
    rig.advance(1);
    expect(await errcodeWith(first)).to.equal(42001);
    expect(await errcodeWith(second)).to.equal(0);
    expect(await errcodeWith(kept)).to.equal(0);
  });

  it('name what is wrong with a request', async () => {
    expect((await rig.call('GET', '/cgi-bin/stable_token')).json['errcode']).to.equal(43002);
    expect((await stable({ ...good, appid: '' })).json['errcode']).to.equal(41002);
    expect((await stable({ ...good, secret: '' })).json['errcode']).to.equal(41004);
    expect((await stable({ ...good, grant_type: 'x' })).json['errcode']).to.equal(40002);
    const strict = await startSimulator({ appId: 'wx1', secret: 's' });
    const ask = async (body: object): Promise<unknown> =>
      (await strict.call('POST', '/cgi-bin/stable_token', body)).json['errcode'];
    expect(await ask({ ...good, appid: 'wx2' })).to.equal(40013);
    expect(await ask({ ...good, secret: 'x' })).to.equal(40125);
    expect(await ask(good)).to.equal(undefined);
    await strict.close();
  });

  it('refuse business calls without a token, with a malformed and with an unknown one', async () => {
    expect(await errcodeWith('')).to.equal(41001);
    expect(await errcodeWith('x')).to.equal(40014);
    const { json } = await rig.call(
      'GET',
      `/wxaapi/newtmpl/gettemplate?access_token=${'x'.repeat(40)}`,
    );
    expect(json['errcode']).to.equal(40001);
    expect(json['errmsg']).to.match(
      /^invalid credential, .* rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/,
    );
  });
});
