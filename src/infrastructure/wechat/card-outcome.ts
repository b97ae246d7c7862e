import type { SendOutcome } from '../../application/ports/message-sender.js';
import type { CardHolder } from '../../application/ports/service-cards.js';
import type { ApiResult } from './api-call.js';
import { sendOutcomeOf, type RejectionClass } from './outcome.js';

/** "system error": WeChat failed, and may have done it all the same. */
const busy = 85431;
/** Another update of the same card is under way; this one was not taken. */
const locked = 85449;

/** Whether WeChat may do it in a moment. */
export const isCardBusy = (errcode: number | null): boolean =>
  errcode === busy || errcode === locked;

/** `permanent-no-credit`: the code is unknown, expired or used; another tap gives another. */
type CardRejectionClass = RejectionClass | 'permanent-no-credit';

/** Refused for good, of service cards alone (classes from tests/data/wechat-contract.json). */
const refusals: ReadonlyMap<number, CardRejectionClass> = new Map<number, CardRejectionClass>([
  [85433, 'permanent-bad-data'],
  [85435, 'permanent-bad-data'],
  [85439, 'permanent-bad-data'],
  [85440, 'permanent-bad-data'],
  [85441, 'permanent-bad-data'],
  [85442, 'permanent-bad-data'],
  [85443, 'permanent-bad-data'],
  [85436, 'permanent-user'],
  [85437, 'permanent-no-credit'],
  [85438, 'permanent-no-credit'],
  [85448, 'permanent-no-credit'],
  // Not for the breaker: subscribe messages need no permission to send this type of card.
  [85434, 'config-error'],
  [85461, 'config-error'],
  [85462, 'config-error'],
  [48001, 'config-error'],
]);

/** What became of a card's update; what is no matter of cards is as for subscribe messages. */
export const cardOutcomeOf = (result: ApiResult, { openId, code }: CardHolder): SendOutcome => {
  const kept = result.kind === 'reply' ? { secrets: [...result.secrets, code] } : {};
  const outcome = sendOutcomeOf({ ...result, ...kept }, openId);
  const errcode = 'errcode' in outcome ? outcome.errcode : null;
  if (errcode === null || !('reason' in outcome)) return outcome;
  const { reason } = outcome;
  if (isCardBusy(errcode))
    return {
      outcome: 'deferred',
      errcode,
      reason,
      possiblySent: errcode === busy,
      scope: errcode === busy ? 'network' : 'person',
    };
  const known = refusals.get(errcode);
  if (known !== undefined) return { outcome: 'rejected', errcode, class: known, reason };
  // A card needs no credit, so this one says nothing of the person's grants.
  return outcome.outcome === 'no_credit'
    ? { outcome: 'rejected', errcode, class: 'unknown-errcode', reason }
    : outcome;
};
