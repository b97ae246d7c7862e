import type { DomainEvent } from '../event.js';
import type { TicketId } from '../ids.js';

/** Text encrypted under the master key; opaque to the domain. */
export type Sealed = string;

export type SubscriberRegistered = DomainEvent<'SubscriberRegistered', { openId: Sealed }>;
/** Name and identity number, both optional, sealed as one. */
export type ProfileChanged = DomainEvent<'ProfileChanged', { profile: Sealed }>;
/** The person gave a ticket a service card: the code of their tap, sealed. */
export type CardOffered = DomainEvent<'CardOffered', { ticketId: TicketId; code: Sealed }>;
/** WeChat takes the ticket's card no more; `reason` is an errcode, or a `code_state`, of WeChat's. */
export type CardEnded = DomainEvent<'CardEnded', { ticketId: TicketId; reason: string }>;
/** What the person wrote of a visit, sealed. */
export type CommentLeft = DomainEvent<'CommentLeft', { ticketId: TicketId; comment: Sealed }>;
/** Everything before this event is truncated. */
export type SubscriberForgotten = DomainEvent<'SubscriberForgotten', Record<string, never>>;

export type SubscriberEvent =
  | SubscriberRegistered
  | ProfileChanged
  | CommentLeft
  | CardOffered
  | CardEnded
  | SubscriberForgotten;
