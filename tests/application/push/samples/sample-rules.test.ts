import { expect } from 'chai';
import type { CallOutcome } from '../../../../src/application/ports/wechat.js';
import { route, type AnswerResult } from '../../../../src/application/push/router/rules.js';
import {
  logRule,
  sampleRules,
  type SampleDeps,
} from '../../../../src/application/push/samples/sample-rules.js';
import type { Requested } from '../../../../src/application/push/samples/requested-notices.js';
import { pictureTypeOf } from '../../../../src/infrastructure/wechat/picture.js';
import { samplePicture } from '../../../../src/infrastructure/wechat/push/sample-picture.js';
import { personOf } from '../rig.js';
import { message } from '../router/messages.js';

type Refusal = Exclude<CallOutcome<never>, { outcome: 'ok' }>;
const refused: Refusal = { outcome: 'refused', errcode: 40004, reason: 'no' };
const unknown: Refusal = { outcome: 'unknown', reason: 'answer_lost' };
const busy: Refusal = { outcome: 'later', errcode: -1, reason: 'system error' };

/** The ports of WeChat as the rules see them. */
class Chat {
  readonly said: string[] = [];
  readonly logged: object[] = [];
  requested: Requested = 'decided';
  upload: Refusal | null = null;
  drawing: Refusal | null = null;
  sending: Refusal | null = null;

  readonly #say = async (what: string): Promise<CallOutcome<null>> => {
    this.said.push(what);
    return this.sending ?? { outcome: 'ok', value: null };
  };
  readonly #deps: SampleDeps = {
    customerService: {
      sendText: (openId, text) => this.#say(`${openId} text ${text}`),
      sendImage: (openId, mediaId) => this.#say(`${openId} image ${mediaId}`),
      sendPageCard: () => this.#say('card'),
    },
    media: {
      uploadImage: async ({ contentType }) =>
        this.upload ?? { outcome: 'ok', value: { mediaId: contentType } },
    },
    codes: {
      unlimited: async ({ scene, page }) =>
        this.drawing ?? {
          outcome: 'ok',
          value: { bytes: new Uint8Array(), contentType: `code of ${page} ${scene}` },
        },
      limited: () => Promise.reject(new Error('not asked for')),
    },
    notices: { request: async () => this.requested, waiting: () => [] } as never,
    picture: samplePicture,
  };
  readonly rules = [
    logRule({
      info: (fields) => void this.logged.push(fields),
      warn: () => undefined,
      error: () => undefined,
    }),
    ...sampleRules(this.#deps),
  ];

  namesFor(of: Parameters<typeof message>[0]): readonly string[] {
    return route(this.rules, message(of)).map(({ name }) => name);
  }

  /** What a text is answered. */
  async answer(content: string, openId: string | null = 'o1'): Promise<AnswerResult | undefined> {
    const rule = route(this.rules, message({ content })).at(-1);
    if (rule?.mode !== 'async') return undefined;
    const push = { key: '1', stream: 'push-1', eventId: 'e', kind: 'message.text' };
    const by = { actor: { kind: 'service', name: 't' }, correlationId: 'c', idempotency: null };
    const subscriberId = personOf('o1');
    return rule.handle({ push, subscriberId, openId, kept: {}, by: by as never });
  }
}

describe('the rules that work out of the box', () => {
  let chat: Chat;
  beforeEach(() => (chat = new Chat()));

  it('log every message, and answer each by one rule', () => {
    const of = (content: string) => chat.namesFor({ content });
    expect(of('模板')).to.deep.equal(['log', 'notice']);
    expect(of('文本')).to.deep.equal(['log', 'text']);
    expect(of('图片')).to.deep.equal(['log', 'image']);
    expect(of('二维码')).to.deep.equal(['log', 'code']);
    for (const text of ['进度', '排队', 'A001', '0042'])
      expect(of(text), text).to.deep.equal(['log', 'progress']);
    for (const text of ['你好', 'A1', '13800138000', '模板一'])
      expect(of(text), text).to.deep.equal(['log', 'greeting']);
    for (const type of ['image', 'miniprogrampage', 'voice', 'video', 'link', 'of_the_future'])
      expect(chat.namesFor({ type }), type).to.deep.equal(['log', 'greeting']);
  });

  it('only log that somebody came, and WeChat’s trial; other events they leave alone', () => {
    const of = (event: string) => chat.namesFor({ type: 'event', event });
    expect(of('user_enter_tempsession')).to.deep.equal(['log']);
    expect(of('debug_demo')).to.deep.equal(['log']);
    expect(of('subscribe_msg_sent_event')).to.deep.equal([]);
    expect(of('user_authorization_revoke')).to.deep.equal([]);
  });

  it('log type and length, and never the text', async () => {
    const [log] = chat.rules;
    if (log?.mode !== 'sync') expect.fail('expected the log first');
    expect(await log.handle(message({ content: '我的病历' }))).to.equal(null);
    expect(chat.logged).to.deep.equal([
      { type: 'text', event: null, length: 4, correlationId: 'c' },
    ]);
  });

  it('answer 文本 by a text, and what they do not understand by the words that they do', async () => {
    await chat.answer('文本');
    await chat.answer('???');
    expect(chat.said[0]).to.match(/^o1 text /);
    for (const word of ['模板', '文本', '图片', '二维码', '进度'])
      expect(chat.said[1]).to.include(word);
  });

  it('answer 图片 by a picture of ours, and 二维码 by a code', async () => {
    expect(await chat.answer('图片')).to.deep.equal({ outcome: 'done', errcode: null });
    expect(await chat.answer('二维码')).to.deep.equal({ outcome: 'done', errcode: null });
    expect(chat.said) //
      .to.deep.equal(['o1 image image/png', 'o1 image code of pages/index/index chat']);
  });

  it('answer 模板 by the message, or say why there is none', async () => {
    expect(await chat.answer('模板')).to.deep.equal({ outcome: 'done', errcode: null });
    expect(chat.said).to.deep.equal([]);
    for (const why of ['no_ticket', 'off', 'no_grant', 'already'] as const) {
      chat.requested = why;
      await chat.answer('模板');
    }
    expect(new Set(chat.said).size).to.equal(4);
  });

  it('say what WeChat said of the answer itself', async () => {
    chat.sending = refused;
    expect(await chat.answer('文本')).to.deep.equal({ outcome: 'refused', errcode: 40004 });
    chat.sending = unknown;
    expect(await chat.answer('图片')).to.deep.equal({ outcome: 'unknown', errcode: null });
  });

  it('take what goes wrong before the answer for what can be asked for again', async () => {
    chat.upload = unknown;
    expect(await chat.answer('图片')).to.deep.equal({ outcome: 'later', errcode: null });
    chat.upload = busy;
    expect(await chat.answer('图片')).to.deep.equal({ outcome: 'later', errcode: -1 });
    chat.upload = refused;
    expect(await chat.answer('图片')).to.deep.equal({ outcome: 'refused', errcode: 40004 });
    chat.drawing = unknown;
    expect(await chat.answer('二维码')).to.deep.equal({ outcome: 'later', errcode: null });
    expect(chat.said).to.deep.equal([]);
  });

  it('answer nobody who is forgotten', async () => {
    expect(await chat.answer('文本', null)).to.deep.equal({ outcome: 'refused', errcode: null });
    expect(chat.said).to.deep.equal([]);
  });
});

describe('the picture of ours', () => {
  it('is a small PNG', () => {
    const { bytes, contentType } = samplePicture();
    expect([contentType, pictureTypeOf(bytes)]).to.deep.equal(['image/png', 'image/png']);
    expect(bytes.length).to.be.lessThan(4_096);
  });
});
