/**
 * What became of one call to WeChat.
 * - `sent`: accepted. `msgid` is the int64 as text, or null where WeChat named none.
 * - `rejected`: refused for good; nothing was sent.
 * - `no_credit`: 43101, WeChat knows of no subscription for this template.
 * - `deferred`: not now. `possiblySent` marks -1, WeChat's word that it failed although it may not have.
 * - `unknown`: the request may have been processed; it must not be repeated silently.
 */
export type AttemptOutcome =
  | Readonly<{ outcome: 'sent'; msgid: string | null }>
  | Readonly<{ outcome: 'rejected'; errcode: number; class: string; reason: string }>
  | Readonly<{ outcome: 'no_credit'; errcode: number; reason: string }>
  | Readonly<{
      outcome: 'deferred';
      errcode: number | null;
      reason: string;
      possiblySent: boolean;
      /** Whom it concerns: everybody, whoever gets this template, this person; or the way there is broken. */
      scope: 'account' | 'template' | 'person' | 'network';
    }>
  | Readonly<{ outcome: 'unknown'; reason: string }>;
