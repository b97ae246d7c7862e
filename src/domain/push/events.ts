import type { DomainEvent } from '../event.js';
import type { SubscriberId } from '../ids.js';

/** One entry of a push's list, in WeChat's own words, every value as text. */
export type PushItem = Readonly<Record<string, string>>;

/**
 * WeChat told us something, at its `CreateTime` (`occurredAt`). Nothing personal is kept: the person
 * is a subscriber id, and of the rest only what the known events name.
 */
export type PushReceived = DomainEvent<
  'PushReceived',
  {
    /** WeChat's name of the event, or `message.{type}` for what a person wrote to us. */
    kind: string;
    subscriberId: SubscriberId | null;
    items: readonly PushItem[];
  }
>;
