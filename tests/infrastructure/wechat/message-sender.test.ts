import { expect } from 'chai';
import { pino } from 'pino';
import type { SendOutcome } from '../../../src/application/ports/message-sender.js';
import type { Answer } from './contract-cases.js';
import { accessToken, messageRequest, openId, startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, paths, tokenAnswer } from './scripted-wechat.js';

const deferred = (scope: 'network') => ({ outcome: 'deferred', scope, possiblySent: false });

describe('sending a message', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ timeoutMs: 300 });
    rig.wechat.script(paths.send, { rawBody: '{"errcode":0,"errmsg":"ok","msgid":1}' });
  });
  afterEach(() => rig.close());
  const send = (): Promise<SendOutcome> => rig.client.sender.send(openId, messageRequest);

  it('posts exactly the recorded body with the person added, and the token in the query', async () => {
    await send();
    const [seen] = rig.wechat.seenAt(paths.send);
    expect(seen?.method).to.equal('POST');
    expect(seen?.query).to.deep.equal({ access_token: accessToken });
    expect(JSON.parse(seen?.body ?? '')).to.deep.equal({ touser: openId, ...messageRequest });
  });

  it('keeps a message id beyond 2^53 exact', async () => {
    rig.wechat.script(paths.send, {
      rawBody: '{"errcode":0,"errmsg":"ok \\"msgid\\": 12","msgid" : 3248682510344192008 }',
    });
    expect(await send()).to.deep.equal({ outcome: 'sent', msgid: '3248682510344192008' });
  });

  it('says null where WeChat names no message id', async () => {
    rig.wechat.script(paths.send, { rawBody: '{"errcode":0,"errmsg":"ok"}' });
    expect(await send()).to.deep.equal({ outcome: 'sent', msgid: null });
  });

  for (const [name, answer] of Object.entries<Answer>({
    'a 500 with errcode 0 in it': { httpStatus: 500, rawBody: '{"errcode":0}' },
    'a 404 page': { httpStatus: 404, rawBody: '<html>' },
    'a redirect': { httpStatus: 302, headers: { location: '/elsewhere' }, rawBody: '' },
    'an array': { rawBody: '[]' },
    'an errcode that is text': { rawBody: '{"errcode":"0"}' },
    'no errcode': { rawBody: '{"msgid":1}' },
    'half a body': { headers: { 'content-length': '99' }, rawBody: '{"errcode":0' },
  })) {
    it(`is unknown after ${name}, and is not tried again`, async () => {
      rig.wechat.script(paths.send, answer);
      expect((await send()).outcome).to.equal('unknown');
      expect(rig.wechat.seenAt(paths.send)).to.have.length(1);
      expect(rig.wechat.seen.map((one) => one.path)).not.to.include('/elsewhere');
    });
  }

  it('keeps the text with its rid, without openid and token', async () => {
    const text = `invalid ${openId} ${accessToken} o7esq5OI1Uej6Xixw1lA2H7XDVbd rid: 1-2-3`;
    rig.wechat.script(paths.send, errorAnswer(47003, text));
    expect(await send()).to.deep.include({
      reason: 'invalid [redacted] [redacted] [redacted] rid: 1-2-3',
    });
  });

  it('is everyday news when the person has no credit, and a warning when WeChat refuses the message', async () => {
    const levelOfNews = async (errcode: number): Promise<unknown> => {
      rig.wechat.script(paths.send, errorAnswer(errcode));
      const before = rig.logged().length;
      await send();
      const [news = '{}'] = rig.logged().slice(before).split('\n');
      return (JSON.parse(news) as Record<string, unknown>)['level'];
    };
    expect(await levelOfNews(43101)).to.equal(pino.levels.values['info']);
    expect(await levelOfNews(47003)).to.equal(pino.levels.values['warn']);
  });

  it('is deferred, nothing written, when its signal was aborted before', async () => {
    await rig.client.tokens.get();
    const outcome = await rig.client.sender.send(openId, messageRequest, {
      signal: AbortSignal.abort(),
    });
    expect(outcome).to.include(deferred('network'));
    expect(rig.wechat.seenAt(paths.send)).to.have.length(0);
  });

  it('is unknown when its signal aborts after the request was written', async () => {
    const controller = new AbortController();
    rig.wechat.script(paths.send, () => {
      controller.abort();
      return { fault: 'socket-timeout-after-write' };
    });
    const options = { signal: controller.signal };
    const outcome = await rig.client.sender.send(openId, messageRequest, options);
    expect(outcome.outcome).to.equal('unknown');
  });

  it('is not written at all when the token came too late', async () => {
    rig.wechat.script(paths.token, () => {
      rig.clock.advance(8001);
      return tokenAnswer(accessToken);
    });
    expect(await send()).to.include(deferred('network'));
    expect(rig.wechat.seenAt(paths.send)).to.have.length(0);
  });

  it('is not written again when replacing the dead token took too long', async () => {
    rig.wechat.script(paths.token, tokenAnswer(accessToken), () => {
      rig.clock.advance(8001);
      return tokenAnswer('another-token-0000');
    });
    rig.wechat.script(paths.send, errorAnswer(40001));
    expect(await send()).to.include(deferred('network'));
    expect(rig.wechat.seenAt(paths.send)).to.have.length(1);
  });
});
