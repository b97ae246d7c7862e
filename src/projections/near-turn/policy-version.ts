/**
 * The ways in which 快到您了 has been decided. Raised whenever the same events would be decided
 * differently; each decision records the version that took it, and a replay goes by that.
 *
 * 1: by places alone. 2: also by minutes, and by a holder's own
 * reminder; in the line of one window not before that window is open.
 */
export type PolicyVersion = 1 | 2;

/** In which decisions are taken now. */
export const policyVersion: PolicyVersion = 2;
