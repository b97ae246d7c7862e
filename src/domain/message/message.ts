import { decideMessage } from './decide.js';
import { evolveMessage, undecidedMessage } from './state.js';

/** One message, decided once and sent at most once (or, by policy, at least once). */
export const messageDecider = {
  initialState: undecidedMessage,
  decide: decideMessage,
  evolve: evolveMessage,
} as const;
