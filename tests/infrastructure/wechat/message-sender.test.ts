import { expect } from 'chai';
import type { SendOutcome } from '../../../src/application/ports/message-sender.js';
import type { MessageRequest } from '../../../src/domain/message/events.js';
import {
  WeChatHttp,
  WeChatMessageSender,
} from '../../../src/infrastructure/wechat/wechat-client.js';
import { answersOf, casesOf } from './contract-cases.js';
import type { Answer, ContractCase } from './contract-cases.js';
import { accessToken, messageRequest, openId, refusingUrl, startRig } from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, paths, tokenAnswer } from './scripted-wechat.js';

const deferred = (scope: 'account' | 'template' | 'network' | 'person', possiblySent = false) => ({
  outcome: 'deferred',
  scope,
  possiblySent,
});

/** The failure table of design.md, where a class of tests/data/wechat-contract.json alone does not say what we do. */
const byErrcode: Readonly<Record<number, object>> = {
  [-1]: deferred('network', true),
  40036: deferred('template'),
  40037: deferred('template'),
  43116: deferred('template'),
  41030: { outcome: 'rejected', class: 'config-error' },
  43101: { outcome: 'no_credit' },
  43108: deferred('person'),
  43117: deferred('person'),
  99999: { outcome: 'rejected', class: 'unknown-errcode' },
};

const byPolicy: Readonly<Record<string, object>> = {
  ok: { outcome: 'sent' },
  'retry-later': deferred('account'),
  'refresh-token-and-retry': deferred('account'),
  'permanent-bad-data': { outcome: 'rejected', class: 'permanent-bad-data' },
  'permanent-user': { outcome: 'rejected', class: 'permanent-user' },
  'config-error': deferred('account'),
  'unknown-outcome': { outcome: 'unknown' },
};

const expectedOf = (one: ContractCase, answer: Answer): object => {
  if (answer.fault === 'ECONNREFUSED' || answer.fault === 'ENOTFOUND') return deferred('network');
  if (answer.fault !== undefined) return { outcome: 'unknown' };
  const expected = byErrcode[one.errcode ?? 0] ?? byPolicy[one.policy];
  if (expected === undefined) throw new Error(`${one.id}: no expectation for ${one.policy}`);
  return one.errcode === null || one.errcode === 0
    ? expected
    : { ...expected, errcode: one.errcode };
};

const addressFor = async (answer: Answer, rig: Rig): Promise<string> => {
  if (answer.fault === 'ECONNREFUSED') return refusingUrl();
  if (answer.fault === 'ENOTFOUND') return 'http://wechat.nearturn-test.invalid';
  return rig.wechat.url;
};

/** Gets its token from the rig and sends to where the case wants it. */
const sendCase = async (rig: Rig, one: ContractCase, answer: Answer): Promise<SendOutcome> => {
  const { tokens, health } = rig.client;
  const http = new WeChatHttp({ baseUrl: await addressFor(answer, rig), timeoutMs: 300 });
  const sender = new WeChatMessageSender({ http, tokens, health, clock: rig.clock });
  const { touser, ...request } = one.request.body ?? {};
  if (answer.fault === undefined || answer.fault.endsWith('after-write')) {
    rig.wechat.script(paths.send, answer);
  }
  const outcome = await sender.send(String(touser), request as MessageRequest);
  http.close();
  return outcome;
};

describe('sending a message: every recorded reply of WeChat', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  for (const one of casesOf('subscribeMessage.send')) {
    it(one.id, async () => {
      for (const answer of answersOf(one)) {
        const outcome = await sendCase(rig, one, answer);
        expect(outcome, JSON.stringify(outcome)).to.include(expectedOf(one, answer));
      }
    });
  }

  it('there are as many recorded replies as the contract has', () => {
    expect(casesOf('subscribeMessage.send')).to.have.length(41);
  });
});

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
