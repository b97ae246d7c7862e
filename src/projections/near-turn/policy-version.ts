/**
 * Raised whenever the same events would be decided differently; each decision records the version
 * that took it.
 */
export const policyVersion = 1;
