import type { PushMessage } from '../../../../src/application/push/router/rules.js';
import { instant } from '../../../../src/domain/ids.js';

/** A text of somebody's, with these differences. */
export const message = (more: Partial<PushMessage> = {}): PushMessage => ({
  type: 'text',
  event: null,
  content: null,
  openId: 'o1',
  account: 'gh_1',
  subscriberId: null,
  at: instant(0),
  correlationId: 'c',
  ...more,
});
