import { expect } from 'chai';
import type { CardRequest } from '../../../src/domain/message/card.js';
import { accessToken, clientTo, openId, refusingUrl, startRig, type Rig } from './rig.js';
import { errorAnswer, paths, tokenAnswer } from './scripted-wechat.js';

const holder = { openId, code: 'p1.4200002043202311087295582095' };
const request: CardRequest = {
  channel: 'card',
  notify_type: 1005,
  content_json: {
    cur_status: 2,
    queue_number: 'A121',
    current_number: 'A118',
    wxa_path_query: 'pages/index/index?ticketId=t1',
    table_type: '大桌',
  },
};
const ok = { rawBody: '{"errcode":0,"errmsg":"ok"}' };
const info = (content: string, state: unknown = 0) => ({
  rawBody: JSON.stringify({
    errcode: 0,
    errmsg: 'ok',
    notify_info: {
      notify_type: 1005,
      content_json: content,
      code_state: state,
      code_expire_time: 1681906267,
    },
  }),
});

describe('service cards of WeChat', () => {
  let rig: Rig;
  beforeEach(async () => (rig = await startRig({ timeoutMs: 300 })));
  afterEach(() => rig.close());

  // A well-known SDK shipped both addresses without their underscores.
  it('are set and asked for at the addresses of the documentation, to the letter', async () => {
    rig.wechat.script('/wxa/set_user_notify', ok);
    rig.wechat.script('/wxa/get_user_notify', info('{"cur_status":2}'));
    expect(await rig.client.cards.set(holder, request)).to.include({ outcome: 'sent' });
    expect(await rig.client.cards.get(holder)).to.include({ outcome: 'ok' });
    const asked = rig.wechat.seen.map(({ method, path }) => `${method} ${path}`);
    expect(asked.slice(1)).to.deep.equal([
      'POST /wxa/set_user_notify',
      'POST /wxa/get_user_notify',
    ]);
  });

  it('carry their content as text within the body, and the token in the query', async () => {
    rig.wechat.script(paths.setCard, ok);
    await rig.client.cards.set(holder, request);
    const [seen] = rig.wechat.seenAt(paths.setCard);
    expect(seen?.query).to.deep.equal({ access_token: accessToken });
    expect(JSON.parse(seen?.body ?? '')).to.deep.equal({
      openid: openId,
      notify_type: 1005,
      notify_code: holder.code,
      content_json: JSON.stringify(request.content_json),
    });
  });

  it('are set once more with another token when WeChat calls the first one dead', async () => {
    rig.wechat.script(paths.token, tokenAnswer('FIRST-token'), tokenAnswer('SECOND-token'));
    rig.wechat.script(paths.setCard, errorAnswer(40001), ok);
    expect(await rig.client.cards.set(holder, request)).to.deep.equal({
      outcome: 'sent',
      msgid: null,
    });
    const tokens = rig.wechat.seenAt(paths.setCard).map(({ query }) => query['access_token']);
    expect(tokens).to.deep.equal(['FIRST-token', 'SECOND-token']);
  });

  it('are in doubt when the answer is lost, and deferred when nothing was written', async () => {
    rig.wechat.script(paths.setCard, { fault: 'ECONNRESET-after-write' });
    expect(await rig.client.cards.set(holder, request)).to.include({ outcome: 'unknown' });
    rig.wechat.script(paths.setCard, { fault: 'socket-timeout-after-write' });
    expect(await rig.client.cards.set(holder, request)).to.include({ outcome: 'unknown' });
    rig.wechat.script(paths.setCard, { httpStatus: 502, rawBody: '<html>' });
    expect(await rig.client.cards.set(holder, request)).to.include({ outcome: 'unknown' });
    const nobody = clientTo(await refusingUrl(), rig.clock);
    expect(await nobody.cards.set(holder, request)).to.include({
      outcome: 'deferred',
      possiblySent: false,
    });
    nobody.close();
  });

  it('are not written when it is too late to', async () => {
    rig.wechat.script(paths.setCard, ok);
    const outcome = await rig.client.cards.set(holder, request, { startWithinMs: -1 });
    expect(outcome).to.include({ outcome: 'deferred', scope: 'network' });
    expect(rig.wechat.seenAt(paths.setCard)).to.deep.equal([]);
  });

  it('never stop the account’s other messages for want of a permission of their own', async () => {
    for (const errcode of [48001, 85434, 85461, 85462, 43101]) {
      rig.wechat.script(paths.setCard, errorAnswer(errcode));
      const outcome = await rig.client.cards.set(holder, request);
      expect(outcome, String(errcode)).to.include({ outcome: 'rejected', errcode });
    }
    rig.wechat.script(paths.setCard, errorAnswer(45009));
    const outcome = await rig.client.cards.set(holder, request);
    expect(outcome).to.include({ outcome: 'deferred', scope: 'account' });
  });

  it('leave neither openid nor code nor token in reasons and logs', async () => {
    const text = `bad ${openId} ${holder.code} ${accessToken}`;
    rig.wechat.script(paths.setCard, errorAnswer(85437, text));
    rig.wechat.script(paths.getCard, errorAnswer(85437, text));
    const set = await rig.client.cards.set(holder, request);
    const get = await rig.client.cards.get(holder);
    for (const shown of [JSON.stringify(set), JSON.stringify(get), rig.logged()])
      for (const secret of [openId, holder.code, accessToken]) expect(shown).not.to.include(secret);
  });

  it('are read as WeChat shows them, also where it shows nothing', async () => {
    const read = async (answer: object) => {
      rig.wechat.script(paths.getCard, answer);
      return rig.client.cards.get(holder);
    };
    expect(await read(info('{"cur_status":2,"queue_number":"A1"}', 10))).to.deep.equal({
      outcome: 'ok',
      value: { content: { cur_status: 2, queue_number: 'A1' }, codeState: 10 },
    });
    for (const nothing of ['', 'no JSON', '[]', '1'])
      expect(await read(info(nothing)), nothing).to.deep.equal({
        outcome: 'ok',
        value: { content: null, codeState: 0 },
      });
    for (const senseless of [{ rawBody: '{"errcode":0}' }, info('', 'x')])
      expect(await read(senseless)).to.include({ outcome: 'unknown' });
    expect(await read(errorAnswer(85431))).to.include({ outcome: 'later', errcode: 85431 });
    expect(await read(errorAnswer(85437))).to.include({ outcome: 'refused', errcode: 85437 });
  });
});
