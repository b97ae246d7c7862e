import { expect } from 'chai';
import type { TokenResult } from '../../../src/infrastructure/wechat/access-token.js';
import { casesOf, answersOf } from './contract-cases.js';
import { accessToken, appId, clientTo, refusingUrl, secret, startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, paths, tokenAnswer } from './scripted-wechat.js';

const tokens = ['first-token-000000', 'second-token-00000', 'third-token-000000'] as const;
const [first, second, third] = tokens;
const waitPolicy: Readonly<Record<string, string>> = {
  'retry-later': 'retry_later',
  'config-error': 'config',
};

const tokenOf = (result: TokenResult): string => (result.ok ? result.token : '');
const forcedAt = (rig: Rig): readonly boolean[] =>
  rig.wechat
    .seenAt(paths.token)
    .map((one) => (JSON.parse(one.body) as { force_refresh: boolean }).force_refresh);

describe('the access token: the older endpoint’s recorded replies, should they come here', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  for (const one of casesOf('getAccessToken')) {
    it(one.id, async () => {
      rig.wechat.script(paths.token, ...answersOf(one));
      const result = await rig.client.tokens.get();
      if (one.policy === 'ok') {
        expect(tokenOf(result)).to.match(/^(ACCESS|LEGACY)_TOKEN/);
        return;
      }
      expect(result).to.deep.include({ ok: false });
      expect(!result.ok && result.failure).to.include({
        kind: waitPolicy[one.policy],
        errcode: one.errcode,
      });
      const outcome = await rig.client.sender.send('o-someone', {
        template_id: 't',
        page: '',
        miniprogram_state: 'formal',
        lang: 'zh_CN',
        data: {},
      });
      expect(outcome).to.include({ outcome: 'deferred', scope: 'account', possiblySent: false });
      expect(rig.wechat.seenAt(paths.send)).to.have.length(0);
    });
  }
});

describe('the access token', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ timeoutMs: 300 });
  });
  afterEach(() => rig.close());
  const get = (): Promise<TokenResult> => rig.client.tokens.get();
  const replace = (failed: string): Promise<TokenResult> => rig.client.tokens.replace(failed);

  it('is asked for as the contract says', async () => {
    await get();
    const [seen] = rig.wechat.seenAt(paths.token);
    expect(seen?.method).to.equal('POST');
    expect(JSON.parse(seen?.body ?? '')).to.deep.equal({
      grant_type: 'client_credential',
      appid: appId,
      secret,
      force_refresh: false,
    });
  });

  it('is fetched once for fifty that need it at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, get));
    expect(new Set(all.map(tokenOf))).to.deep.equal(new Set([accessToken]));
    expect(rig.wechat.seenAt(paths.token)).to.have.length(1);
  });

  it('is replaced once for fifty that found it dead', async () => {
    rig.wechat.script(paths.token, tokenAnswer(first), tokenAnswer(second));
    await get();
    const all = await Promise.all(Array.from({ length: 50 }, () => replace(first)));
    expect(new Set(all.map(tokenOf))).to.deep.equal(new Set([second]));
    expect(forcedAt(rig)).to.deep.equal([false, false]);
    expect(tokenOf(await replace(first)), 'a late report of the dead one').to.equal(second);
    expect(rig.wechat.seenAt(paths.token)).to.have.length(2);
  });

  it('is renewed five minutes before it ends', async () => {
    rig.wechat.script(paths.token, tokenAnswer(first), tokenAnswer(second));
    await get();
    rig.clock.advance(6899_000);
    expect(tokenOf(await get())).to.equal(first);
    rig.clock.advance(1000);
    expect(tokenOf(await get())).to.equal(second);
  });

  it('is renewed a tenth of its time early when it had little left', async () => {
    rig.wechat.script(paths.token, tokenAnswer(first, 100), tokenAnswer(second));
    await get();
    rig.clock.advance(89_000);
    expect(tokenOf(await get())).to.equal(first);
    rig.clock.advance(1000);
    expect(tokenOf(await get())).to.equal(second);
  });

  it('serves on when its renewal fails, until it really ends', async () => {
    rig.wechat.script(paths.token, tokenAnswer(first), errorAnswer(-1));
    await get();
    rig.clock.advance(6900_000);
    expect(tokenOf(await get())).to.equal(first);
    expect(tokenOf(await get())).to.equal(first);
    expect(rig.wechat.seenAt(paths.token), 'not tried at every call').to.have.length(2);
    rig.clock.advance(10_000);
    await get();
    expect(rig.wechat.seenAt(paths.token)).to.have.length(3);
    rig.clock.advance(290_000);
    expect(await get()).to.deep.include({ ok: false });
  });

  it('is forced when WeChat hands back the dead one', async () => {
    rig.wechat.script(paths.token, tokenAnswer(first), tokenAnswer(first), tokenAnswer(second));
    await get();
    expect(tokenOf(await replace(first))).to.equal(second);
    expect(forcedAt(rig)).to.deep.equal([false, false, true]);
  });

  it('is forced at most once in 30 seconds', async () => {
    rig.wechat.script(paths.token, (seen) =>
      tokenAnswer(seen.body.includes('true') ? second : first),
    );
    await get();
    expect(tokenOf(await replace(first))).to.equal(second);
    rig.wechat.script(paths.token, tokenAnswer(second), tokenAnswer(third));
    expect(await replace(second)).to.deep.include({ ok: false });
    expect(forcedAt(rig).filter(Boolean)).to.have.length(1);
    rig.clock.advance(30_000);
    rig.wechat.script(paths.token, tokenAnswer(second), tokenAnswer(second), tokenAnswer(third));
    await get();
    expect(tokenOf(await replace(second))).to.equal(third);
  });

  it('is forced at most 20 times in any 24 hours', async () => {
    rig.wechat.script(paths.token, tokenAnswer(first));
    for (let turn = 0; turn < 25; turn += 1) {
      expect(await replace(first)).to.deep.include({ ok: false });
      rig.clock.advance(60_000);
    }
    expect(forcedAt(rig).filter(Boolean)).to.have.length(20);
    rig.clock.advance(24 * 3600_000);
    await replace(first);
    expect(forcedAt(rig).filter(Boolean)).to.have.length(21);
  });

  it('fails as a network failure when nobody answers, and the next one tries again', async () => {
    rig.wechat.script(paths.token, { fault: 'socket-timeout-after-write' }, tokenAnswer(first));
    const result = await get();
    expect(!result.ok && result.failure.kind).to.equal('network');
    expect(tokenOf(await get())).to.equal(first);
  });

  it('fails as a network failure when the endpoint refuses the connection', async () => {
    const client = clientTo(await refusingUrl(), rig.clock);
    const result = await client.tokens.get();
    expect(!result.ok && result.failure.kind).to.equal('network');
    client.close();
  });
});

describe('a dead token in a business call', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
    rig.wechat.script(paths.token, tokenAnswer(first), tokenAnswer(second), tokenAnswer(third));
  });
  afterEach(() => rig.close());
  const send = () =>
    rig.client.sender.send('o-someone', {
      template_id: 't',
      page: '',
      miniprogram_state: 'formal',
      lang: 'zh_CN',
      data: {},
    });

  for (const errcode of [40001, 40014, 42001]) {
    it(`${errcode}: the token is replaced and the call made once more`, async () => {
      rig.wechat.script(paths.send, errorAnswer(errcode), errorAnswer(0));
      expect((await send()).outcome).to.equal('sent');
      const used = rig.wechat.seenAt(paths.send).map((one) => one.query['access_token']);
      expect(used).to.deep.equal([first, second]);
    });
  }

  it('is replayed once only', async () => {
    rig.wechat.script(paths.send, errorAnswer(42001));
    expect(await send()).to.include({ outcome: 'deferred', scope: 'account', errcode: 42001 });
    expect(rig.wechat.seenAt(paths.send)).to.have.length(2);
  });

  it('costs twenty sends at the same time one token', async () => {
    rig.wechat.script(paths.send, (seen) =>
      errorAnswer(seen.query['access_token'] === first ? 40001 : 0),
    );
    const outcomes = await Promise.all(Array.from({ length: 20 }, send));
    expect(outcomes.map((one) => one.outcome)).to.deep.equal(
      Array.from({ length: 20 }, () => 'sent'),
    );
    expect(rig.wechat.seenAt(paths.token)).to.have.length(2);
  });
});
