import type { DomainEvent } from '../event.js';

/** Text encrypted under the master key; opaque to the domain. */
export type Sealed = string;

export type SubscriberRegistered = DomainEvent<'SubscriberRegistered', { openId: Sealed }>;
/** Name and identity number, both optional, sealed as one. */
export type ProfileChanged = DomainEvent<'ProfileChanged', { profile: Sealed }>;
/** Everything before this event is truncated. */
export type SubscriberForgotten = DomainEvent<'SubscriberForgotten', Record<string, never>>;

export type SubscriberEvent = SubscriberRegistered | ProfileChanged | SubscriberForgotten;
