import { expect } from 'chai';
import { instant } from '../../../../src/domain/ids.js';
import { parseBody, textOf } from '../../../../src/infrastructure/wechat/push/body.js';
import { decrypt, pushKey } from '../../../../src/infrastructure/wechat/push/cipher.js';
import { pushReply } from '../../../../src/infrastructure/wechat/push/push-reply.js';
import { isSignedBy } from '../../../../src/infrastructure/wechat/push/signature.js';

const token = 'AAAAA';
const key = pushKey('A'.repeat(43), 'wx1');
const secured = { token, key, at: instant(1_714_112_445_000) };
const reply = { ToUserName: 'o1', CreateTime: 1_714_112_445, Content: 'a<b ]]> 中文 & "c"' };

describe('a reply to a push', () => {
  it('is `success` when there is nothing to say, also where pushes are encrypted', () => {
    for (const format of ['JSON', 'XML'] as const)
      expect(pushReply(null, format, secured).text).to.equal('success');
  });

  it('is written as the push came: JSON or XML', () => {
    const json = pushReply(reply, 'JSON', null);
    expect([json.contentType, JSON.parse(json.text)]) //
      .to.deep.equal(['application/json; charset=utf-8', reply]);
    const xml = pushReply(reply, 'XML', null);
    expect(xml.contentType).to.equal('text/xml; charset=utf-8');
    expect(xml.text).to.include('<CreateTime>1714112445</CreateTime>');
    expect(parseBody(xml.text)).to.deep.equal({ ...reply, CreateTime: '1714112445' });
  });

  it('is encrypted and signed where the push was, and never twice the same', () => {
    for (const format of ['JSON', 'XML'] as const) {
      const { text } = pushReply(reply, format, secured);
      const fields = parseBody(text) ?? {};
      const of = (name: string): string => textOf(fields, name) ?? '';
      expect(of('TimeStamp')).to.equal('1714112445');
      const parts = [token, of('TimeStamp'), of('Nonce'), of('Encrypt')];
      expect(isSignedBy(of('MsgSignature'), ...parts), format).to.equal(true);
      expect(decrypt(of('Encrypt'), key)).to.equal(pushReply(reply, format, null).text);
      expect(text).to.not.include('中文');
      expect(pushReply(reply, format, secured).text).to.not.equal(text);
    }
  });
});
