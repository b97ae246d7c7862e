import { expect } from 'chai';
import { listOf, parseBody } from '../../../../src/infrastructure/wechat/push/body.js';
import { incomingPush } from '../../../../src/infrastructure/wechat/push/incoming.js';
import { bodyOf, pushCase } from './cases.js';

const appId = 'wx13974bf780d3dc89';
const incoming = (text: string) => {
  const body = parseBody(text);
  return body === null ? null : incomingPush(body, appId);
};
const incomingCase = (id: string) => incoming(bodyOf(pushCase(id)));

describe('the body of a push', () => {
  it('lists one entry or several, as JSON and as XML', () => {
    const jh = 'hD-ixGOhYmUfjOnI8MCzQMPshzGVeux_2vzyvQu7O68';
    const accept = { TemplateId: jh, SubscribeStatusString: 'accept', PopupScene: '0' };
    expect(incomingCase('push.popup.one.json')).to.deep.equal({
      kind: 'subscribe_msg_popup_event',
      openId: 'o7esq5OI1Uej6Xixw1lA2H7XDVbc',
      createdAt: '2021-05-14T06:17:25.000Z',
      msgId: null,
      items: [accept],
      account: 'gh_123456789abc',
    });
    expect(incomingCase('push.popup.many.json')?.items).to.deep.equal([
      accept,
      { TemplateId: 'TPL2', SubscribeStatusString: 'reject', PopupScene: '0' },
    ]);
    expect(incomingCase('push.popup.xml')).to.deep.include({
      kind: 'subscribe_msg_popup_event',
      openId: 'otFpruAK8D-E6EfStSYonYSBZ8_4',
      items: [
        {
          TemplateId: 'VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc',
          SubscribeStatusString: 'accept',
          PopupScene: '2',
        },
        {
          TemplateId: '9nLIlbOQZC5Y89AZteFEux3WCXRRRG5Wfzkpssu4bLI',
          SubscribeStatusString: 'reject',
          PopupScene: '2',
        },
      ],
    });
  });

  it('keeps the id of a sent message exact', () => {
    expect(incomingCase('push.sent.json')?.items).to.deep.equal([
      {
        TemplateId: 'BEwX0BO-T3MqK3Uc5oTU3CGBqzjpndk2jzUf7VfExd8',
        MsgID: '1864323726461255680',
        ErrorCode: '0',
        ErrorStatus: 'success',
      },
    ]);
    expect(incomingCase('push.sent.xml')?.items[0]).to.include({ MsgID: '1700827132819554304' });
    const bare =
      '{"MsgType":"event","Event":"subscribe_msg_sent_event","List":{"MsgID":1864323726461255681}}';
    expect(incoming(bare)?.items).to.deep.equal([{ MsgID: '1864323726461255681' }]);
  });

  it('keeps the id of a chat message exact; what was written stands apart from what is kept', () => {
    const text =
      '{"ToUserName":"gh_1","FromUserName":"o1","CreateTime":1482048670,"MsgType":"text","Content":"138 0013 8000","MsgId":1234567890123456789}';
    expect(incoming(text)).to.deep.equal({
      kind: 'message.text',
      openId: 'o1',
      createdAt: '2016-12-18T08:11:10.000Z',
      msgId: '1234567890123456789',
      items: [],
      content: '138 0013 8000',
      account: 'gh_1',
    });
  });

  it('keeps of other events what is known to tell of nobody', () => {
    expect(incomingCase('push.change.json')?.items).to.deep.equal([
      {
        TemplateId: 'BEwX0BOT3MqK3Uc5oTU3CGBqzjpndk2jzUf7VfExd8',
        SubscribeStatusString: 'reject',
      },
    ]);
    expect(incomingCase('push.card.fail')).to.deep.include({
      kind: 'notify_service_msg_send_result',
      items: [
        {
          notify_type: '2006',
          card_status: '4',
          fail_ret: '-1004',
          fail_msg: 'user reject message ',
        },
      ],
    });
    expect(incomingCase('push.plain')).to.deep.include({ kind: 'debug_demo', items: [] });
  });

  it('names the person of a revocation, who is not the sender', () => {
    expect(incomingCase('push.revoke.json')).to.deep.include({
      kind: 'user_authorization_revoke',
      openId: 'oaKk343WOktAaT2ygsX138BGblrg',
      items: [{ RevokeInfo: '1' }],
    });
  });

  it('names nobody in a revocation of another account, or of none', () => {
    const text = bodyOf(pushCase('push.revoke.json'));
    for (const other of ['"wx0000000000000000"', '""', '{}'])
      expect(incoming(text.replace(`"${appId}"`, other))).to.deep.include({
        kind: 'user_authorization_revoke',
        openId: null,
      });
  });

  it('says what a person wrote of a text only', () => {
    const of = (type: string) =>
      incoming(`{"FromUserName":"o1","MsgType":"${type}","Content":"hi","MsgId":1}`);
    expect(of('text')).to.include({ kind: 'message.text', content: 'hi' });
    for (const type of ['image', 'voice', 'miniprogrampage', 'link', 'from_the_future'])
      expect(of(type))
        .to.include({ kind: `message.${type}` })
        .and.not.have.property('content');
    expect(incoming('<xml><MsgType>text</MsgType><Content>007</Content></xml>')).to.include({
      content: '007',
    });
  });

  it('is nothing when it is neither JSON nor XML of a push', () => {
    const texts = [
      '',
      'success',
      '[]',
      '{"a":',
      '{}',
      '{"MsgType":"event"}',
      '{"MsgType":"event","Event":"a b"}',
      '{"MsgType":{"$gt":""},"Event":"x"}',
      '<xml>',
      '<xml></xml>',
      '<html><MsgType>text</MsgType></html>',
      '<xml><MsgType>text</MsgType></xml><xml></xml>',
    ];
    for (const text of texts) expect(incoming(text), text).to.equal(null);
  });

  it('takes no document type and resolves no entity', () => {
    const event = '<MsgType>event</MsgType><Event>debug_demo</Event>';
    const bombs = [
      `<!DOCTYPE xml [<!ENTITY a "boom">]><xml>${event}</xml>`,
      `<?xml version="1.0"?><!doctype xml SYSTEM "file:///etc/passwd"><xml>${event}</xml>`,
      `<!-- <a --><!DOCTYPE xml [<!ENTITY a "boom">]><xml>${event}</xml>`,
    ];
    for (const text of bombs) expect(parseBody(text), text).to.equal(null);
    const written = '<![CDATA[<!DOCTYPE a>]]>';
    expect(parseBody(`<xml><Content>${written}</Content></xml>`)).to.deep.equal({
      Content: '<!DOCTYPE a>',
    });
    expect(parseBody('<xml><Content>&lt;&a;</Content></xml>')).to.deep.equal({
      Content: '&lt;&a;',
    });
  });

  it('gives nobody a prototype', () => {
    const json = parseBody('{"__proto__":{"List":[{"a":"1"}]},"MsgType":"event"}');
    expect(json === null ? [] : listOf(json)).to.deep.equal([{ a: '1' }]);
    parseBody('<xml><__proto__><polluted>1</polluted></__proto__></xml>');
    expect({}).to.not.have.property('polluted');
  });
});
