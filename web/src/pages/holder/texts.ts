import type { Texts } from '../../texts/i18n.js';

/** Words of the page that a slip's QR code opens. */
export const texts: Texts = {
  'zh-CN': {
    holder: {
      title: '{number} 号',
      yourNumber: '您的号码',
      ahead: '前面还有',
      people: '{count} 人',
      wait: '预计等候',
      next: '下一位就是您，请到窗口附近等候',
      toWindow: '请到 {window} 办理',
      serving: '正在 {window} 为您办理',
      held: '您的号已挂起，恢复后继续排队',
      no_show: '您已过号，请到服务台处理',
      completed: '已办结，谢谢',
      cancelled: '这个号已取消',
      expired: '今天的业务已结束，这个号已作废',
      stale: '暂时连不上，显示的是 {time} 的情况，请以现场叫号为准',
      sound: '叫到时响铃',
      soundOn: '叫到时会响铃，请保持页面打开',
      cancel: '不办了，取消这个号',
      sure: '取消后要重新取号排队，确定取消吗？',
      keep: '继续等候',
      inWeChat: '绑定微信后，快到时会收到提醒',
    },
    problem: {
      unknown_bind_code: '没有找到这个号，可能已是前一天的。请看纸质号单，或到服务台询问。',
      ticket_ended: '这个号已经结束。',
      forbidden: '这个号已绑定微信，请在微信小程序里取消。',
    },
  },
  en: {
    holder: {
      title: 'Number {number}',
      yourNumber: 'Your number',
      ahead: 'Ahead of you',
      people: '{count} people',
      wait: 'Expected wait',
      next: 'You are next. Please wait near the windows',
      toWindow: 'Please go to {window}',
      serving: 'You are being served at {window}',
      held: 'Your number is on hold; it goes on when it is resumed',
      no_show: 'Your call was missed. Please ask at the desk',
      completed: 'Done. Thank you',
      cancelled: 'This number was given up',
      expired: 'The day is over, and this number with it',
      stale: 'No connection. This is as of {time}; the call in the hall is what counts',
      sound: 'Ring when I am called',
      soundOn: 'It will ring when you are called. Keep this page open',
      cancel: 'Give this number up',
      sure: 'You would have to queue anew. Give it up?',
      keep: 'Keep waiting',
      inWeChat: 'Bind it in WeChat to be told when your turn is near',
    },
    problem: {
      unknown_bind_code:
        'This number was not found; it may be of another day. Please ask at the desk.',
      ticket_ended: 'This number has ended.',
      forbidden: 'This number is bound in WeChat: give it up there.',
    },
  },
};
