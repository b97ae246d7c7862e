import type { Subscription, Subscribed } from './answers.js';
import type { Outbox } from './outbox.js';
import type { Platform, PopupAnswer } from './platform.js';
import type { Answer } from './problem.js';

/** How many templates WeChat takes in one tap. */
export const maxTemplates = 5;

/**
 * What to ask for at the next tap: distinct templates, those of which nothing is left first.
 * WeChat refuses one-time and long-term templates in the same question; the first decides.
 */
export const templatesToAsk = (
  subscriptions: readonly Subscription[],
  limit = maxTemplates,
): readonly string[] => {
  const open = subscriptions.filter(({ longTerm, remaining }) => !(longTerm && remaining > 0));
  const byNeed = [...open].sort((one, other) => one.remaining - other.remaining);
  const isLongTerm = byNeed[0]?.longTerm === true;
  const fitting = byNeed.filter(({ longTerm }) => (longTerm === true) === isLongTerm);
  return [...new Set(fitting.map(({ templateId }) => templateId))].slice(0, limit);
};

/** How a tap on the popup ended, for the person: a key of `texts.subscribe`. */
export type TapOutcome =
  | 'accepted'
  | 'partly'
  | 'rejected'
  | 'banned'
  | 'filtered'
  | 'mainSwitchOff'
  | 'capabilityBanned'
  | 'noUi'
  | 'network'
  | 'notFromTap'
  | 'misconfigured'
  | 'tryAgain'
  | 'nothingToAsk';

/** Fail codes of `wx.requestSubscribeMessage`; what is not here may pass. */
const failCodes: Readonly<Record<number, TapOutcome>> = {
  10001: 'misconfigured',
  10002: 'network',
  10003: 'network',
  10004: 'misconfigured',
  10005: 'noUi',
  20001: 'misconfigured',
  20002: 'misconfigured',
  20003: 'misconfigured',
  20004: 'mainSwitchOff',
  20005: 'capabilityBanned',
  20013: 'misconfigured',
};

/** The rule of the service: whatever starts with `accept` is one message granted. */
export const isAccepted = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('accept');

const ofResults = (results: Readonly<Record<string, unknown>>): TapOutcome => {
  const values = Object.entries(results)
    .filter(([name]) => name !== 'errMsg' && name !== 'errCode')
    .map(([, value]) => value);
  const accepted = values.filter(isAccepted).length;
  if (values.length > 0 && accepted === values.length) return 'accepted';
  if (accepted > 0) return 'partly';
  if (values.length > 0 && values.every((value) => value === 'ban')) return 'banned';
  if (values.length > 0 && values.every((value) => value === 'filter')) return 'filtered';
  return 'rejected';
};

/** What a tap's answer means to the person. */
export const outcomeOf = (answer: PopupAnswer): TapOutcome => {
  if (answer.ok) return ofResults(answer.results);
  if (answer.errMsg.includes('TAP gesture')) return 'notFromTap';
  return (answer.errCode === null ? undefined : failCodes[answer.errCode]) ?? 'tryAgain';
};

/** What came of a tap: what WeChat said, and what the service did with it; null where nothing was sent. */
export type Tapped = Readonly<{ outcome: TapOutcome; saved: Answer<Subscribed> | null }>;

/**
 * Asks and reports. To be called in the tap handler itself: WeChat opens its popup for nothing else,
 * so the question goes out before anything is awaited, and the login, if one is due, comes after it.
 */
export const askAtTap = (
  platform: Platform,
  outbox: Outbox,
  {
    ticketId,
    subscriptions,
  }: Readonly<{
    ticketId: string;
    subscriptions: readonly Subscription[];
  }>,
): Promise<Tapped> => {
  const templateIds = templatesToAsk(subscriptions);
  if (templateIds.length === 0) return Promise.resolve({ outcome: 'nothingToAsk', saved: null });
  const asked = platform.requestSubscribeMessage(templateIds);
  return asked.then(async (answer) => {
    const outcome = outcomeOf(answer);
    if (!answer.ok) return { outcome, saved: null };
    return { outcome, saved: await outbox.report(ticketId, answer.results) };
  });
};
