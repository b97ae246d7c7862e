import type { Texts } from '../../texts/i18n.js';

/** Words of the tablet at a window. */
export const texts: Texts = {
  'zh-CN': {
    rate: {
      title: '服务评价',
      idle: '欢迎对我们的服务作出评价',
      ask: '{number} 号，请评价本次服务',
      thanks: '感谢您的评价',
      scores: { 5: '非常满意', 4: '满意', 3: '一般', 2: '不满意', 1: '非常不满意' },
    },
    problem: {
      already_rated: '这次服务已经评价过了。',
      too_late: '已过评价时间。',
      not_ended: '业务还没有办结。',
    },
  },
  en: {
    rate: {
      title: 'Rate the service',
      idle: 'Please rate our service after your visit',
      ask: 'Number {number}, how was it?',
      thanks: 'Thank you',
      scores: { 5: 'Very good', 4: 'Good', 3: 'Fair', 2: 'Poor', 1: 'Very poor' },
    },
    problem: {
      already_rated: 'This visit was rated already.',
      too_late: 'It is too late to rate this visit.',
      not_ended: 'The visit has not ended.',
    },
  },
};
