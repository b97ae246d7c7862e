import type { HallEvent } from '../../domain/hall/events.js';
import type { HallState } from '../../domain/hall/state.js';
import type { Instant, MessageId } from '../../domain/ids.js';
import type { MessageDecision } from '../../domain/message/events.js';
import type { OrderedMap } from '../../domain/ordered-map.js';
import type { PolicyVersion } from './policy-version.js';

/** One event of a hall's stream and where it stands. */
export type HallFact = Readonly<{
  event: HallEvent;
  stream: string;
  revision: number;
  eventId: string;
}>;

export type PolicyState = Readonly<{
  hall: HallState;
  /** What was decided, so that nothing is decided twice of one stay. */
  decided: OrderedMap<MessageId, true>;
  /** When the business day ends: no message lives longer. */
  dayEnd: Instant | null;
  /** For a what-if replay: this threshold for every queue. */
  threshold: number | null;
  /** The version that decides. */
  version: PolicyVersion;
}>;

/** A message that is due, before it is written out. */
export type Due = Readonly<{
  kind: MessageDecision['kind'];
  ticketId: MessageDecision['ticketId'];
  ahead: number | null;
  windowId: MessageDecision['windowId'];
}>;
