import type { CreditEvent, DeclineSource } from '../../domain/credit/events.js';
import { isFree, type Grant, pairingWindowMs } from '../../domain/credit/state.js';
import { epochMs, type Instant, type TemplateId } from '../../domain/ids.js';

/** A refusal of which one side has told us: the mini-program, or WeChat's popup event. */
type Refusal = Readonly<{ at: Instant; byPopup: boolean }>;

/** What a person has answered for one template, and what became of it. */
export type CreditRow = Readonly<{
  /** Of the first event in the log. */
  position: string;
  declined: number;
  used: number;
  returned: number;
  lastAnswer: string | null;
  lastSource: DeclineSource | null;
  lastAt: Instant | null;
  /** Refusals that the other side may still tell of. */
  unpaired: readonly Refusal[];
}>;

/** A person's credit of one template, as it is shown. */
export type CreditSummary = Readonly<{
  templateId: TemplateId;
  /** Acceptances; one that both the mini-program and WeChat told of is one. */
  granted: number;
  /** Refusals, counted alike. */
  declined: number;
  /** Messages that took a use of an acceptance, and how many of them gave it back. */
  used: number;
  returned: number;
  /** Acceptances that WeChat no longer knows, or that the person took back. */
  voided: number;
  /** Acceptances that stand and are not used up. */
  remaining: number;
  lastAnswer: string | null;
  /** Who told us of the last answer. */
  lastSource: DeclineSource | null;
  lastAt: Instant | null;
}>;

const mostUnpaired = 50;

const fresh = (position: string): CreditRow => ({
  position,
  declined: 0,
  used: 0,
  returned: 0,
  lastAnswer: null,
  lastSource: null,
  lastAt: null,
  unpaired: [],
});

const timeOf = (event: CreditEvent): Instant => event.occurredAt ?? event.at;

// What WeChat's own settings say is told by WeChat alone: it has no other half.
const foldRefusal = (
  row: CreditRow,
  event: Extract<CreditEvent, { type: 'SubscriptionDeclined' }>,
): CreditRow => {
  if (event.data.source === 'change') return { ...row, declined: row.declined + 1 };
  const at = timeOf(event);
  const byPopup = event.data.source === 'popup';
  const partner = row.unpaired.findIndex(
    (other) =>
      other.byPopup !== byPopup && Math.abs(epochMs(other.at) - epochMs(at)) <= pairingWindowMs,
  );
  if (partner !== -1)
    return { ...row, unpaired: row.unpaired.filter((_one, index) => index !== partner) };
  const unpaired = [...row.unpaired, { at, byPopup }].slice(-mostUnpaired);
  return { ...row, declined: row.declined + 1, unpaired };
};

const lastSaid = (
  event: Extract<CreditEvent, { type: 'SubscriptionGranted' | 'SubscriptionDeclined' }>,
): Pick<CreditRow, 'lastAnswer' | 'lastSource' | 'lastAt'> => ({
  lastAnswer: event.type === 'SubscriptionDeclined' ? event.data.answer : 'accept',
  lastSource: event.data.source,
  lastAt: timeOf(event),
});

/** The row of a person and template after one more event of that template. */
export const foldCredit = (
  before: CreditRow | null,
  event: CreditEvent,
  position: string,
): CreditRow => {
  const row = before ?? fresh(position);
  switch (event.type) {
    case 'SubscriptionGranted':
      return { ...row, ...lastSaid(event) };
    case 'SubscriptionDeclined':
      return { ...foldRefusal(row, event), ...lastSaid(event) };
    case 'SubscriptionUsed':
      return { ...row, used: row.used + 1 };
    case 'SubscriptionReturned':
      return { ...row, returned: row.returned + 1 };
    default:
      return row;
  }
};

/** What is shown of a row and its grants. */
export const creditSummary = (
  templateId: TemplateId,
  row: CreditRow,
  grants: readonly Pick<Grant, 'usedBy' | 'voided'>[],
): CreditSummary => ({
  templateId,
  granted: grants.length,
  declined: row.declined,
  used: row.used,
  returned: row.returned,
  voided: grants.filter(({ voided }) => voided).length,
  remaining: grants.filter(isFree).length,
  lastAnswer: row.lastAnswer,
  lastSource: row.lastSource,
  lastAt: row.lastAt,
});
