import type { AttemptOutcome } from '../../domain/message/outcome.js';

/** The sender threw, which it must not: nobody knows what it did before. */
export const senderFailed: AttemptOutcome = { outcome: 'unknown', reason: 'sender_failed' };

/** Others may hold the claim for dead by now, so it was not acted on. */
export const claimTooOld: AttemptOutcome = {
  outcome: 'deferred',
  errcode: null,
  reason: 'the claim took too long to be written; nothing was sent',
  possiblySent: false,
  scope: 'network',
};
