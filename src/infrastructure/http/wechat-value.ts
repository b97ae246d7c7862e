import type { CallOutcome } from '../../application/ports/wechat.js';
import { HttpProblem } from './problem.js';

/** With what a route answers that needs WeChat. */
export const weChatTroubles = ['wechat_refused', 'wechat_unavailable'];

/** Seconds after which WeChat may be asked again. */
const retryAfter = '10';

/** What WeChat gave. @throws HttpProblem `wechat_refused`, `wechat_unavailable` */
export const weChatValue = <Value>(outcome: CallOutcome<Value>): Value => {
  switch (outcome.outcome) {
    case 'ok':
      return outcome.value;
    case 'refused': {
      const code = outcome.errcode === null ? '' : `${outcome.errcode} `;
      throw new HttpProblem('wechat_refused', `WeChat refused: ${code}${outcome.reason}`);
    }
    case 'later':
    case 'unknown':
      throw new HttpProblem('wechat_unavailable', `nothing from WeChat: ${outcome.reason}`, {
        headers: { 'Retry-After': retryAfter },
      });
  }
};
