import { aheadOf } from '../../../domain/hall/queries.js';
import { queueOf } from '../../../domain/settings/settings.js';
import type { Requested, Waiting } from './requested-notices.js';

/** What is said to people in a chat; it is read by people, so it is Chinese. */
export const greeting =
  '您好,这里是排队叫号服务。发送“进度”查看您的排队进度,发送“模板”接收排队通知;' +
  '也可以发送“文本”“图片”或“二维码”试一试。';

export const sampleText = '这是一条文本消息。';

/** Why there is no subscribe message, or null where it is on its way. */
export const noticeText: Readonly<Record<Requested, string | null>> = {
  decided: null,
  no_ticket: '您当前没有正在等候的号。请先在小程序里取号或绑定您的号。',
  off: '本厅没有开启排队通知。叫号前会按您的订阅发送“快到您了”。',
  already: '这个号的排队通知已经安排过了,每次排队只有一条。',
  no_grant: '您没有剩余的订阅次数。请在小程序的号页面点击“订阅通知”,然后再试一次。',
};

/** Where a person's tickets stand. */
export const progressText = (waiting: readonly Waiting[]): string =>
  waiting.length === 0 ? (noticeText.no_ticket ?? '') : waiting.map(lineOf).join('\n');

const lineOf = ({ hall, ticket }: Waiting): string => {
  const name = queueOf(hall.settings, ticket.queueId)?.name ?? ticket.queueId;
  return `${hall.settings.name} ${name}:${ticket.number} 号,前面还有 ${aheadOf(hall, ticket) ?? 0} 人。`;
};
