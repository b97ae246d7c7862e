import type { Instant } from '../../../domain/ids.js';
import type { PushItem } from '../../../domain/push/events.js';

/** A push of WeChat's that was verified to be its own. */
export type IncomingPush = Readonly<{
  /** WeChat's name of the event, or `message.{type}`. */
  kind: string;
  /** Whom it is about; goes no further than to be made a subscriber id. */
  openId: string | null;
  /** WeChat's `CreateTime`. */
  createdAt: Instant | null;
  /** WeChat's int64 as text, where it names one. */
  msgId: string | null;
  /** What it lists: known fields only, nothing personal. */
  items: readonly PushItem[];
  /** What a person wrote: the rules see it, nobody keeps it. */
  content?: string;
  /** Our account, as whom a reply would be written. */
  account?: string;
}>;

/** What WeChat is told in answer to a push, in the fields that it has for that. */
export type PushReply = Readonly<Record<string, string | number>>;

export interface Pushes {
  /**
   * Records it, unless it is recorded already; answers the reply of a rule, if one has any.
   * @throws AppError `store_unavailable`
   */
  receive(
    push: IncomingPush,
    by: Readonly<{ correlationId: string; traceparent?: string }>,
  ): Promise<PushReply | null>;
}
