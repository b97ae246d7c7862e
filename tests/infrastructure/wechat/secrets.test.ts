import { inspect } from 'node:util';
import { expect } from 'chai';
import { casesOf, answersOf } from './contract-cases.js';
import {
  accessToken,
  clientTo,
  messageRequest,
  openId,
  refusingUrl,
  secret,
  startRig,
} from './rig.js';
import type { Rig } from './rig.js';
import { errorAnswer, onePixel, paths, tokenAnswer } from './scripted-wechat.js';

const code = 'js-code-9f8e7d6c5b4a';
const sessionKey = 'tiihtNczf5v6AKRyjwEUhQ==';
const otherToken = 'other-token-0123456789';
const all = [secret, accessToken, otherToken, openId, code, sessionKey];
/** What a call could be told of itself: its own tokens, the secret, a person. */
const echo = [secret, accessToken, otherToken, openId].join(' ');
const loginEcho = [secret, openId, code].join(' ');

const asked = [
  paths.send,
  paths.templates,
  '/cgi-bin/message/custom/send',
  '/cgi-bin/media/upload',
  '/wxa/getwxacodeunlimit',
  '/wxa/getwxacode',
  '/cgi-bin/openapi/quota/get',
  '/cgi-bin/openapi/rid/get',
];

/** Calls every API, whatever the server answers. */
const useEverything = async (rig: Rig): Promise<readonly unknown[]> => [
  await rig.client.sender.send(openId, messageRequest),
  await rig.client.templates.list(),
  await rig.client.login.verify(code),
  await rig.client.customerService.sendText(openId, '您好'),
  await rig.client.media.uploadImage({ bytes: onePixel, contentType: 'image/png' }),
  await rig.client.codes.unlimited({ scene: 'a', page: 'pages/index/index' }),
  await rig.client.codes.limited({ api: 'getwxacode', path: 'pages/index/index' }),
  await rig.client.usage.quota('/cgi-bin/message/subscribe/send'),
  await rig.client.usage.explain('6-5-4'),
  rig.client.health.state(),
];

describe('secrets', () => {
  it('are in no log line and no outcome, whatever WeChat answers', async () => {
    const rig = await startRig({ timeoutMs: 100 });
    const results: unknown[] = [];
    const recorded = casesOf('subscribeMessage.send').flatMap(answersOf);
    const echoed = [errorAnswer(42001, echo), errorAnswer(48001, echo)];
    const answers = [...recorded, ...echoed];
    for (const answer of answers) {
      rig.clock.advance(31_000);
      rig.wechat.script(paths.token, tokenAnswer(otherToken), tokenAnswer(accessToken));
      for (const path of asked) rig.wechat.script(path, answer);
      rig.wechat.script(
        paths.login,
        echoed.includes(answer) ? errorAnswer(40013, loginEcho) : answer,
      );
      results.push(...(await useEverything(rig)));
    }
    rig.wechat.script(paths.token, errorAnswer(40013, loginEcho.replace(code, '')));
    rig.clock.advance(7200_000);
    results.push(...(await useEverything(rig)));
    expectNoSecretIn(rig.logged());
    expect(rig.logged().split('\n').length, 'something was logged').to.be.greaterThan(40);
    const outcomes = results.map((one) => ({ ...(one as object), openId: undefined }));
    expectNoSecretIn(inspect(outcomes, { depth: 20, maxArrayLength: null }));
    await rig.close();
  }).timeout(30_000);

  it('do not escape with a failure of the network', async () => {
    const rig = await startRig();
    const client = clientTo(await refusingUrl(), rig.clock);
    const results = await useEverything({ ...rig, client });
    expectNoSecretIn(inspect(results, { depth: 20 }));
    expect(inspect(results)).to.include('ECONNREFUSED');
    client.close();
    await rig.close();
  });
});

const expectNoSecretIn = (text: string): void => {
  for (const one of all)
    expect(text.includes(one), `${one} in ${text.slice(0, 200)}`).to.equal(false);
};
