const chatPrefix = 'message.';

/** WeChat's type of what a person wrote, such as `text`; null for an event. */
export const chatKind = (kind: string): string | null =>
  kind.startsWith(chatPrefix) ? kind.slice(chatPrefix.length) : null;

/** With these WeChat says that a person took their permission back, or left WeChat: they are erased. */
export const erasingKinds: ReadonlySet<string> = new Set([
  'user_authorization_revoke',
  'user_authorization_cancellation',
]);

/** What is recorded and asks for nothing more. */
export const isOnlyRecorded = (kind: string): boolean =>
  chatKind(kind) !== null ||
  kind === 'user_enter_tempsession' ||
  kind === 'user_info_modified' ||
  kind === 'debug_demo';

/** WeChat blocked or warned the account. */
export const punishment = 'wxa_punish_event';
