import type { DomainEvent } from '../event.js';
import type { MessageId, TemplateId, TicketId } from '../ids.js';

/** Who told us of an acceptance: the mini-program, WeChat's popup event, or the legacy endpoint. */
export type GrantSource = 'client' | 'popup' | 'legacy';

/** The same of a refusal; `change`: the person took their acceptances back in WeChat's own settings. */
export type DeclineSource = GrantSource | 'change';

export type SubscriptionGranted = DomainEvent<
  'SubscriptionGranted',
  { templateId: TemplateId; source: GrantSource; ticketId: TicketId | null }
>;
/** With source `change` every grant given up to then is void. */
export type SubscriptionDeclined = DomainEvent<
  'SubscriptionDeclined',
  { templateId: TemplateId; source: DeclineSource; answer: string; ticketId: TicketId | null }
>;
/** `lasting`: the template is a long-term one, whose acceptance is not used up by a message. */
export type SubscriptionUsed = DomainEvent<
  'SubscriptionUsed',
  { templateId: TemplateId; messageId: MessageId; lasting?: true }
>;
/** The message ended unsent: its use is free again, unless the grant was voided meanwhile. */
export type SubscriptionReturned = DomainEvent<
  'SubscriptionReturned',
  { templateId: TemplateId; messageId: MessageId }
>;
/** WeChat says there is no credit (43101): every grant up to `upToRevision` of this stream is void. */
export type SubscriptionsExhausted = DomainEvent<
  'SubscriptionsExhausted',
  { templateId: TemplateId; messageId: MessageId; upToRevision: number }
>;

export type CreditEvent =
  | SubscriptionGranted
  | SubscriptionDeclined
  | SubscriptionUsed
  | SubscriptionReturned
  | SubscriptionsExhausted;
