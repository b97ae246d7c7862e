import type { CallOutcome } from '../../../src/application/ports/wechat.js';
import type { Answer, ContractCase } from '../../infrastructure/wechat/contract-cases.js';

/** An outcome without its texts and its value. */
export const callFactsOf = (outcome: CallOutcome<unknown>): object =>
  'errcode' in outcome
    ? { outcome: outcome.outcome, errcode: outcome.errcode }
    : { outcome: outcome.outcome };

/** What calls other than sends make of an answer. */
export const callExpectation = (one: ContractCase, answer: Answer): object => {
  if (answer.fault === 'ECONNREFUSED' || answer.fault === 'ENOTFOUND')
    return { outcome: 'later', errcode: null };
  if (answer.fault !== undefined || one.errcode === null) return { outcome: 'unknown' };
  // A dead token is replaced and the call made once more.
  if (one.policy === 'ok' || one.policy === 'refresh-token-and-retry') return { outcome: 'ok' };
  const outcome = one.policy === 'retry-later' ? 'later' : 'refused';
  return { outcome, errcode: one.errcode };
};
