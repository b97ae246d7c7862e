import { expect } from 'chai';
import { answersOf, casesOf } from './contract-cases.js';
import { appId, clientTo, refusingUrl, secret, startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, paths } from './scripted-wechat.js';

describe('login', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ timeoutMs: 300 });
  });
  afterEach(() => rig.close());

  for (const one of casesOf('code2Session')) {
    it(`${one.id}: asks once, and keeps the session key`, async () => {
      rig.wechat.script(paths.login, ...answersOf(one));
      const outcome = await rig.client.login.verify('CODE');
      expect(Object.keys(outcome), 'session_key stays inside').not.to.include('session_key');
      const [seen] = rig.wechat.seenAt(paths.login);
      expect(seen?.query).to.deep.equal({ ...one.request.query, appid: appId, secret });
    });
  }

  it('names the openid', async () => {
    rig.wechat.script(paths.login, ...casesOf('code2Session').slice(0, 1).flatMap(answersOf));
    expect(await rig.client.login.verify('CODE')).to.deep.equal({
      outcome: 'ok',
      openId: 'o7esq5OI1Uej6Xixw1lA2H7XDVbc',
    });
  });

  it('needs no access token', async () => {
    rig.wechat.script(paths.login, errorAnswer(40029));
    await rig.client.login.verify('CODE');
    expect(rig.wechat.seenAt(paths.token)).to.have.length(0);
  });

  it('is unavailable when the connection is refused: the code is still good', async () => {
    const client = clientTo(await refusingUrl(), rig.clock);
    expect((await client.login.verify('CODE')).outcome).to.equal('unavailable');
    client.close();
  });

  for (const answer of [
    { httpStatus: 502, rawBody: '<html>' },
    { rawBody: '' },
    { rawBody: '{"errcode":0}' },
    { rawBody: '{"openid":""}' },
  ]) {
    it(`asks for a new code after ${JSON.stringify(answer)}`, async () => {
      rig.wechat.script(paths.login, answer);
      expect((await rig.client.login.verify('CODE')).outcome).to.equal('code_invalid');
      expect(rig.wechat.seenAt(paths.login), 'never tried again').to.have.length(1);
    });
  }

  for (const code of ['', ' ', 'a b', '码', 'x'.repeat(257)]) {
    it(`asks nobody about the code ${JSON.stringify(code.slice(0, 5))}`, async () => {
      expect((await rig.client.login.verify(code)).outcome).to.equal('code_invalid');
      expect(rig.wechat.seen).to.have.length(0);
    });
  }
});
