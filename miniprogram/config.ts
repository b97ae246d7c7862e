/** The service's address, without a slash at the end. Put your own here before you upload. */
export const apiBase = 'https://queue.example.com';

/** The service card of a queue (餐厅排队) in WeChat's numbering. */
export const queueCardType = '1005';
