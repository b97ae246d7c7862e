import type { CallOutcome } from '../../ports/wechat.js';
import type { Answering, AnswerResult, AsyncRule } from '../router/rules.js';

/** An answer to a person whose openid is known. */
export type ToPerson = (openId: string, answering: Answering) => Promise<AnswerResult>;

/** Nobody is there to be answered: they were forgotten meanwhile. */
const nobody: AnswerResult = { outcome: 'refused', errcode: null };

/** A handler that answers a person. */
export const toPerson =
  (answer: ToPerson): AsyncRule['handle'] =>
  async (answering) =>
    answering.openId === null ? nobody : answer(answering.openId, answering);

/** What a call to WeChat comes to as the answer itself. */
export const resultOf = (outcome: CallOutcome<unknown>): AnswerResult => {
  switch (outcome.outcome) {
    case 'ok':
      return { outcome: 'done', errcode: null };
    case 'unknown':
      return { outcome: 'unknown', errcode: null };
    default:
      return { outcome: outcome.outcome, errcode: outcome.errcode };
  }
};

/** The same of a call on the way to the answer: where its own answer is lost, nobody saw anything yet. */
export const notYet = (outcome: CallOutcome<unknown>): AnswerResult => {
  const result = resultOf(outcome);
  return result.outcome === 'unknown' ? { outcome: 'later', errcode: null } : result;
};
