import { expect } from 'chai';
import { instant } from '../../../../src/domain/ids.js';
import { encrypt, pushKey } from '../../../../src/infrastructure/wechat/push/cipher.js';
import { signatureOf } from '../../../../src/infrastructure/wechat/push/signature.js';
import {
  PushVerifier,
  type PushMode,
  type PushQuery,
} from '../../../../src/infrastructure/wechat/push/verifier.js';
import { bodyOf, pushCase } from './cases.js';

const token = 'AAAAA';
const aesKey = 'A'.repeat(43);
const appId = 'wxba5fad812f8e6fb9';
const nowSeconds = 1_714_112_445;
const key = pushKey(aesKey, appId);

const verifier = (mode: PushMode, laterSeconds = 0): PushVerifier =>
  new PushVerifier({
    appId,
    token,
    mode,
    key: mode === 'plain' ? null : key,
    now: () => instant((nowSeconds + laterSeconds) * 1000),
  });

const plainQuery = (timestamp = String(nowSeconds)): PushQuery => ({
  timestamp,
  nonce: '1',
  signature: signatureOf(token, timestamp, '1'),
});
const inClear = JSON.stringify({ FromUserName: 'o1', MsgType: 'event', Event: 'in_clear' });
const sealed = (text: string, sealKey = key): { query: PushQuery; encrypted: string } => {
  const encrypted = encrypt(text, '0123456789abcdef', sealKey);
  const timestamp = String(nowSeconds);
  const msg_signature = signatureOf(token, timestamp, '1', encrypted);
  return { query: { ...plainQuery(), msg_signature }, encrypted };
};
const secret = JSON.stringify({ FromUserName: 'o1', MsgType: 'event', Event: 'in_secret' });

const modes = ['plain', 'compatible', 'secure'] as const;

describe('a push', () => {
  it('is refused with a wrong signature, in every mode', () => {
    const { query, encrypted } = sealed(secret);
    const wrapped = JSON.stringify({ Encrypt: encrypted });
    const wrong = { ...query, signature: '0'.repeat(40), msg_signature: '0'.repeat(40) };
    for (const mode of modes) {
      const body = mode === 'plain' ? inClear : wrapped;
      expect(() => verifier(mode).open(wrong, body), mode).to.throw(/signature/);
      expect(() => verifier(mode).open({}, body), mode).to.throw(/timestamp/);
    }
  });

  it('is let in plainly by its signature', () => {
    expect(verifier('plain').open(plainQuery(), inClear).push.kind).to.equal('in_clear');
  });

  it('of V2 and V3 is let in at its time', () => {
    const plain = pushCase('push.plain');
    expect(verifier('plain', 1_714_037_059 - nowSeconds).open(plain.query, bodyOf(plain)).push.kind) //
      .to.equal('debug_demo');
    const secure = pushCase('push.secure.decrypt');
    expect(verifier('secure').open(secure.query, bodyOf(secure)).push).to.deep.equal({
      kind: 'debug_demo',
      openId: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
      createdAt: '2024-04-26T06:20:45.000Z',
      msgId: null,
      items: [],
      account: 'gh_97417a04a28d',
    });
  });

  it('is refused unencrypted in secure mode, whatever its plain signature', () => {
    expect(() => verifier('secure').open(plainQuery(), inClear)).to.throw(/unencrypted/);
    expect(verifier('compatible').open(plainQuery(), inClear).push.kind).to.equal('in_clear');
  });

  it('is judged by what is encrypted, not by what stands beside it', () => {
    const { query, encrypted } = sealed(secret);
    const both = JSON.stringify({ ...(JSON.parse(inClear) as object), Encrypt: encrypted });
    for (const mode of ['compatible', 'secure'] as const)
      expect(verifier(mode).open(query, both).push.kind).to.equal('in_secret');
  });

  it('with fields in clear that somebody changed is what was encrypted, or refused', () => {
    const { query, encrypted } = sealed(secret);
    const open = (fields: object, of = query) =>
      verifier('compatible').open(of, JSON.stringify(fields)).push;
    const changed = { FromUserName: 'oSomebodyElse', MsgType: 'text', Content: 'x', MsgId: '7' };
    const { kind, openId, content, msgId } = open({ ...changed, Encrypt: encrypted });
    expect([kind, openId, content, msgId]).to.deep.equal(['in_secret', 'o1', undefined, null]);
    const other = sealed(inClear).encrypted;
    expect(() => open({ ...changed, Encrypt: other })).to.throw(/msg_signature/);
    // What says that it is encrypted, and is not, was tampered with.
    expect(() => open(changed)).to.throw(/unencrypted/);
    const { msg_signature: _, ...rest } = query;
    expect(() => open(changed, { ...rest, encrypt_type: 'aes' })).to.throw(/unencrypted/);
  });

  it('is answered as it came: in clear or encrypted, as JSON or as XML', () => {
    const { query, encrypted } = sealed(secret);
    const answer = { demo_resp: 'good luck' };
    const plain = verifier('compatible').open(plainQuery(), inClear);
    expect(plain.written(answer).text).to.equal('{"demo_resp":"good luck"}');
    const wrapped = [`{"Encrypt":"${encrypted}"}`, `<xml><Encrypt>${encrypted}</Encrypt></xml>`];
    const texts = wrapped.map((body) => verifier('secure').open(query, body).written(answer).text);
    expect(texts[0]).to.match(/^\{"Encrypt":/);
    expect(texts[1]).to.match(/^<xml><Encrypt>/);
    expect(texts.join()).to.not.include('luck');
  });

  it('is refused when the plain signature stands in for that of the message', () => {
    const { encrypted } = sealed(secret);
    const body = JSON.stringify({ Encrypt: encrypted });
    for (const mode of ['compatible', 'secure'] as const)
      expect(() => verifier(mode).open(plainQuery(), body)).to.throw(/msg_signature/);
  });

  it('is refused for another appid', () => {
    const { query, encrypted } = sealed(secret, pushKey(aesKey, 'wx0000000000000000'));
    const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    expect(() => verifier('secure').open(query, body)).to.throw(/appid/);
  });

  it('is refused more than 10 minutes from its timestamp', () => {
    const open = (later: number) => () => verifier('plain', later).open(plainQuery(), inClear);
    for (const later of [-600, 0, 600]) expect(open(later), String(later)).to.not.throw();
    for (const later of [-601, 601]) expect(open(later)).to.throw(/10 minutes/);
    for (const timestamp of ['', 'x', '1e9', '-1'])
      expect(() => verifier('plain').open(plainQuery(timestamp), inClear)).to.throw(/timestamp/);
  });

  it('in XML is not read before its signature is seen, in any mode', () => {
    const { query, encrypted } = sealed(secret);
    const wrong = { ...query, signature: '0'.repeat(40), msg_signature: '0'.repeat(40) };
    // To read each of these takes long, or fails.
    const bodies = ['<![CDATA[', '<a/>', `<Encrypt>${encrypted}</Encrypt>`].map(
      (part) => `<xml>${part.repeat(64_000 / part.length)}`,
    );
    for (const mode of modes)
      for (const body of bodies)
        for (const of of [wrong, { ...wrong, msg_signature: undefined }])
          expect(() => verifier(mode).open(of, body), body.slice(0, 20)) //
            .to.throw(/signature|unencrypted/);
  });

  it('in XML is found among what a person wrote', () => {
    const { query, encrypted } = sealed(secret);
    const said = `<Content><![CDATA[<Encrypt>${'x'.repeat(60)}]]></Content>`;
    const both = `<xml>${said}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    expect(verifier('compatible').open(query, both).push.kind).to.equal('in_secret');
    const head = '<FromUserName>o1</FromUserName><MsgType>text</MsgType>';
    const clear = `<xml>${head}${said}</xml>`;
    expect(verifier('compatible').open(plainQuery(), clear).push.kind).to.equal('message.text');
  });

  it('that nobody can read is no push', () => {
    expect(() => verifier('plain').open(plainQuery(), 'hello')).to.throw(/no push/);
    const { query, encrypted } = sealed('hello');
    const body = JSON.stringify({ Encrypt: encrypted });
    expect(() => verifier('secure').open(query, body)).to.throw(/no push/);
  });

  it('tells nobody the openid when it is refused', () => {
    const openid = 'oSecretOpenId0123456789abcde';
    for (const mode of modes)
      for (const body of [openid, JSON.stringify({ FromUserName: openid, Encrypt: openid })])
        try {
          verifier(mode).open(plainQuery(), body);
        } catch (error) {
          expect(String(error)).to.not.include(openid);
        }
  });
});

describe('the address', () => {
  it('is verified as in V1, in every mode', () => {
    const { query, expectReply } = pushCase('push.verifyUrl');
    for (const mode of modes) {
      expect(verifier(mode).echo(query), mode).to.equal(expectReply);
      expect(() => verifier(mode).echo({ ...query, nonce: '1' })).to.throw(/signature/);
    }
  });
});
