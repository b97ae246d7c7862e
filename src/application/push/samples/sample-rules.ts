import type { Logger } from '../../ports/logger.js';
import type {
  CustomerService,
  MiniProgramCodes,
  Picture,
  TemporaryMedia,
} from '../../ports/wechat.js';
import type { AnswerResult, PushMessage, Rule } from '../router/rules.js';
import { notYet, resultOf, toPerson } from './answers.js';
import type { RequestedNotices } from './requested-notices.js';
import { greeting, noticeText, progressText, sampleText } from './texts.js';

export type SampleDeps = Readonly<{
  customerService: CustomerService;
  media: TemporaryMedia;
  codes: MiniProgramCodes;
  notices: RequestedNotices;
  /** The picture that 图片 is answered with. */
  picture: () => Picture;
}>;

/** What the code that 二维码 is answered with opens. */
const code = { scene: 'chat', page: 'pages/index/index' } as const;

const isChat = ({ type, event }: PushMessage): boolean =>
  type !== 'event' || event === 'user_enter_tempsession' || event === 'debug_demo';

/**
 * The answers that work out of the box, in the order of their rules: 模板, 文本, 图片 and 二维码 as the
 * sample program had them; 进度; and whatever else a person writes is told these words.
 */
export const sampleRules = (deps: SampleDeps): readonly Rule[] => [
  noticeRule(deps),
  progressRule(deps),
  textRule('text', '文本', sampleText, deps),
  {
    name: 'image',
    when: { type: 'text', content: '图片' },
    mode: 'async',
    handle: toPerson((openId) => sendPicture(deps, openId, deps.picture())),
  },
  {
    name: 'code',
    when: { type: 'text', content: '二维码' },
    mode: 'async',
    handle: toPerson(async (openId) => {
      const drawn = await deps.codes.unlimited(code);
      return drawn.outcome === 'ok' ? sendPicture(deps, openId, drawn.value) : notYet(drawn);
    }),
  },
  {
    name: 'greeting',
    when: { matches: ({ type }) => type !== 'event' },
    mode: 'async',
    handle: toPerson(async (openId) =>
      resultOf(await deps.customerService.sendText(openId, greeting)),
    ),
  },
];

/**
 * Logs every message, and goes on to the rules that answer it. The type and the length tell what
 * happened; the text is the person's own.
 */
export const logRule = (logger: Logger): Rule => ({
  name: 'log',
  when: { matches: isChat },
  next: true,
  mode: 'sync',
  handle: ({ type, event, content, correlationId }) => {
    logger.info({ type, event, length: content?.length ?? null, correlationId }, 'push_message');
    return null;
  },
});

const textRule = (
  name: string,
  content: string,
  answer: string,
  { customerService }: SampleDeps,
): Rule => ({
  name,
  when: { type: 'text', content },
  mode: 'async',
  handle: toPerson(async (openId) => resultOf(await customerService.sendText(openId, answer))),
});

const noticeRule = ({ customerService, notices }: SampleDeps): Rule => ({
  name: 'notice',
  when: { type: 'text', content: '模板' },
  mode: 'async',
  handle: toPerson(async (openId, answering) => {
    const { subscriberId } = answering;
    const requested =
      subscriberId === null ? 'no_ticket' : await notices.request(subscriberId, answering);
    const text = noticeText[requested];
    if (text === null) return { outcome: 'done', errcode: null };
    return resultOf(await customerService.sendText(openId, text));
  }),
});

const progressRule = ({ customerService, notices }: SampleDeps): Rule => ({
  name: 'progress',
  when: { type: 'text', pattern: /^(?:进度|排队|[A-Z]{0,4}\d{3,6})$/i },
  mode: 'async',
  handle: toPerson(async (openId, { subscriberId }) => {
    const waiting = subscriberId === null ? [] : notices.waiting(subscriberId);
    return resultOf(await customerService.sendText(openId, progressText(waiting)));
  }),
});

const sendPicture = async (
  { media, customerService }: SampleDeps,
  openId: string,
  picture: Picture,
): Promise<AnswerResult> => {
  const uploaded = await media.uploadImage(picture);
  if (uploaded.outcome !== 'ok') return notYet(uploaded);
  return resultOf(await customerService.sendImage(openId, uploaded.value.mediaId));
};
