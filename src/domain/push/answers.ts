import { exhaustive } from '../event.js';
import type { AnswerOutcome, PushEvent, PushReceived } from './events.js';

/** How far the answer of one rule has come. */
export type Answer = Readonly<{
  /** The id of the claim's event: whose it is tells who may act on it. */
  claim: string;
  /** Null while it is under way, or for ever where its maker died. */
  outcome: AnswerOutcome | null;
}>;

/** A push and its answers, as its stream tells them. */
export type PushState = Readonly<{
  received: PushReceived | null;
  /** By rule. */
  answers: Readonly<Record<string, Answer>>;
}>;

export const unknownPush: PushState = { received: null, answers: {} };

/** Folds one event of a push's stream. */
export const evolvePush = (state: PushState, event: PushEvent, eventId: string): PushState => {
  switch (event.type) {
    case 'PushReceived':
      return { ...state, received: event };
    case 'AnswerAttempted':
      return withAnswer(state, event.data.rule, { claim: eventId, outcome: null });
    case 'AnswerRecorded': {
      const { rule, outcome } = event.data;
      const claim = answerOf(state, rule)?.claim ?? eventId;
      return withAnswer(state, rule, { claim, outcome });
    }
    default:
      exhaustive(event);
      return state;
  }
};

/** How far the answer of a rule has come; null where none was begun. */
export const answerOf = ({ answers }: PushState, rule: string): Answer | null =>
  Object.hasOwn(answers, rule) ? (answers[rule] ?? null) : null;

const withAnswer = (state: PushState, rule: string, answer: Answer): PushState => ({
  ...state,
  answers: { ...state.answers, [rule]: answer },
});
