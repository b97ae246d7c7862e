import { createCipheriv } from 'node:crypto';
import { expect } from 'chai';
import { parseBody, textOf } from '../../../../src/infrastructure/wechat/push/body.js';
import { decrypt, encrypt, pushKey } from '../../../../src/infrastructure/wechat/push/cipher.js';
import {
  encryptedReply,
  encryptedReplyXml,
} from '../../../../src/infrastructure/wechat/push/encrypted-reply.js';
import { isSignedBy, signatureOf } from '../../../../src/infrastructure/wechat/push/signature.js';
import { pushCase, type PushCase } from './cases.js';

const keyOf = ({ encodingAESKey, appid }: PushCase) => pushKey(encodingAESKey, appid);
const encryptedIn = (text: string): string => textOf(parseBody(text) ?? {}, 'Encrypt') ?? '';

describe('the signature of a push', () => {
  it('is the one of V1, V2 and V3', () => {
    for (const id of ['push.verifyUrl', 'push.plain', 'push.secure.decrypt']) {
      const { token, query } = pushCase(id);
      const { timestamp = '', nonce = '', signature } = query;
      expect(signatureOf(token, timestamp, nonce), id).to.equal(signature);
      expect(isSignedBy(signature, nonce, token, timestamp), id).to.equal(true);
    }
  });

  it('is refused when it is absent, shorter, longer, in capitals or of another text', () => {
    const right = signatureOf('a', 'b');
    const wrong = [undefined, '', right.slice(1), `${right}0`, right.toUpperCase(), 'é'.repeat(40)];
    for (const given of wrong) expect(isSignedBy(given, 'a', 'b'), given).to.equal(false);
    expect(isSignedBy(right, 'a', 'c')).to.equal(false);
  });
});

describe('the encryption of pushes', () => {
  it('opens V3, whose padding of 19 needs blocks of 32', () => {
    const vector = pushCase('push.secure.decrypt');
    const encrypted = encryptedIn(JSON.stringify(vector.body));
    expect(decrypt(encrypted, keyOf(vector))).to.equal(vector.expect['msg']);
    const { token, query } = vector;
    const { timestamp = '', nonce = '', msg_signature } = query;
    expect(isSignedBy(msg_signature, token, timestamp, nonce, encrypted)).to.equal(true);
    const again = encrypt(
      String(vector.expect['msg']),
      String(vector.expect['random']),
      keyOf(vector),
    );
    expect(again).to.equal(encrypted);
  });

  it('writes the reply of V4, as JSON and as XML', () => {
    const vector = pushCase('push.secure.encryptReply');
    const { token, random, timestamp, nonce } = vector;
    const parts = { token, key: keyOf(vector), random, timestamp, nonce };
    const reply = encryptedReply(vector.msg, parts);
    expect(reply).to.deep.equal(vector.expect);
    expect(decrypt(reply.Encrypt, keyOf(vector))).to.equal(vector.msg);
    expect(parseBody(encryptedReplyXml(reply))).to.deep.equal({
      ...vector.expect,
      TimeStamp: String(timestamp),
    });
  });

  it('counts bytes, not characters: V5', () => {
    const vector = pushCase('push.aes.utf8');
    const encrypted = encrypt(vector.msg, vector.random, keyOf(vector));
    expect(encrypted).to.equal(vector.expect['Encrypt']);
    expect(decrypt(encrypted, keyOf(vector))).to.equal(vector.msg);
  });

  it('opens V6, an XML within XML', () => {
    const vector = pushCase('push.aes.xml');
    const encrypted = encryptedIn(vector.rawBody ?? '');
    const { timestamp = '', nonce = '', msg_signature } = vector.query;
    expect(isSignedBy(msg_signature, vector.token, timestamp, nonce, encrypted)).to.equal(true);
    expect(parseBody(decrypt(encrypted, keyOf(vector)) ?? '')).to.include(vector.expect);
  });

  it('opens nothing of another appid, another key, cut off or padded wrongly', () => {
    const vector = pushCase('push.aes.utf8');
    const { appid, encodingAESKey } = vector;
    const encrypted = String(vector.expect['Encrypt']);
    const bytes = Buffer.from(encrypted, 'base64');
    expect(decrypt(encrypted, pushKey(encodingAESKey, `${appid}x`))).to.equal(null);
    expect(decrypt(encrypted, pushKey(encodingAESKey, appid.slice(1)))).to.equal(null);
    expect(decrypt(encrypted, pushKey('A'.repeat(43), appid))).to.equal(null);
    expect(decrypt(bytes.subarray(0, 32).toString('base64'), keyOf(vector))).to.equal(null);
    expect(decrypt(bytes.subarray(0, 17).toString('base64'), keyOf(vector))).to.equal(null);
    expect(decrypt('', keyOf(vector))).to.equal(null);
    const { key } = keyOf(vector);
    for (const pad of [0, 33, 255]) {
      const plain = Buffer.alloc(64, pad);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      const wrong = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
      expect(decrypt(wrong, keyOf(vector)), String(pad)).to.equal(null);
    }
  });

  it('finds every length whole again', () => {
    const key = pushKey('A'.repeat(43), 'wx1');
    for (let length = 0; length < 70; length += 1) {
      const text = '票'.repeat(length);
      expect(decrypt(encrypt(text, '0123456789abcdef', key), key)).to.equal(text);
    }
  });
});
