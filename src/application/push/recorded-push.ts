import type { PushReceived } from '../../domain/push/events.js';

/** A push as it was recorded. */
export type RecordedPush = Readonly<{
  key: string;
  event: PushReceived;
  eventId: string;
  correlationId: string;
  /** The span in which it was received. */
  traceparent?: string;
}>;
