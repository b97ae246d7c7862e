import { expect } from 'chai';
import { openIdOf } from '../../simulator/simulator.js';
import { startSimulator } from './rig.js';
import type { Called, SimulatorRig } from './rig.js';

describe('the simulated login', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await startSimulator();
  });
  afterEach(() => rig.close());

  const login = (code: string, appid = 'wx1'): Promise<Called> => {
    const query = new URLSearchParams({
      appid,
      secret: 's',
      js_code: code,
      grant_type: 'authorization_code',
    });
    return rig.call('GET', `/sns/jscode2session?${query.toString()}`);
  };

  it('knows user-<name>-<anything> as that person, always under one openid', async () => {
    const first = await login('user-alice-1');
    expect(first.status).to.equal(200);
    expect(first.type).to.equal('text/plain');
    expect(Object.keys(first.json)).to.have.members(['session_key', 'openid']);
    expect(first.json['openid']).to.match(/^o[\w-]{27}$/);
    expect(first.json['openid']).to.equal(openIdOf('alice'));
    expect((await login('user-alice-2-x')).json['openid']).to.equal(openIdOf('alice'));
    expect((await login('user-小明-1')).json['openid']).to.equal(openIdOf('小明'));
  });

  it('takes a code once', async () => {
    await login('user-alice-1');
    const again = await login('user-alice-1');
    expect(again.json['errcode']).to.equal(40163);
    expect(again.json['errmsg']).to.match(/^code been used, rid: /);
  });

  it('takes two at the same time once', async () => {
    const both = await Promise.all([login('user-alice-1'), login('user-alice-1')]);
    expect(both.filter((one) => 'openid' in one.json)).to.have.length(1);
  });

  for (const code of ['nonsense', 'user-alice', 'user-alice-', 'user--1']) {
    it(`refuses ${code}`, async () => {
      expect((await login(code)).json['errcode']).to.equal(40029);
    });
  }

  it('names a code that is missing', async () => {
    expect((await login('')).json['errcode']).to.equal(41008);
  });

  it('intercepts the user called blocked', async () => {
    expect((await login('user-blocked-1')).json['errcode']).to.equal(40226);
  });

  it('gives out codes that live five minutes', async () => {
    const newCode = async (): Promise<string> =>
      String((await rig.call('POST', '/simulator/phones/bob/login')).json['code']);
    const [soon, late] = [await newCode(), await newCode()];
    rig.advance(5 * 60_000 - 1);
    expect((await login(soon)).json['openid']).to.equal(openIdOf('bob'));
    rig.advance(1);
    expect((await login(late)).json['errcode']).to.equal(40029);
  });
});
