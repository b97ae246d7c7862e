import type {
  AppointmentId,
  BusinessDay,
  HallId,
  Instant,
  QueueId,
  SubscriberId,
  TicketId,
  WindowId,
} from '../ids.js';
import type { DayClock } from '../calendar/business-day.js';
import type { HashMap } from '../hash-map.js';
import type { OrderedMap } from '../ordered-map.js';
import type { HallSettings } from '../settings/settings.js';
import type { SteadyMap } from '../steady-map.js';
import type { HallClosed, HoldKind, RouteOrder } from './events.js';
import type { Priority } from '../settings/priorities.js';
import type { Fairness } from './line/fairness.js';
import type { Place } from './line/place.js';
import type { Turns } from './line/turns.js';

/** Where a waiting (or held) ticket stands: its queue's line, or one window's own line. */
export type Standing = Readonly<{ place: Place; forWindowId: WindowId | null }>;

/** A ticket's state; what belongs to one state exists only in it. */
export type TicketStatus =
  | Readonly<{ state: 'waiting'; standing: Standing }>
  | Readonly<{ state: 'called' | 'serving' | 'no_show' | 'completed'; windowId: WindowId }>
  | Readonly<{
      state: 'held';
      windowId: WindowId;
      kind: HoldKind;
      until: Instant | null;
      /** Where it stood when it was called, and stands again when resumed. */
      standing: Standing;
    }>
  | Readonly<{ state: 'cancelled' | 'expired'; windowId: WindowId | null }>;

/** How a stay in a line begins; a message of the one before it is no longer true. */
export type StayBegan = 'issued' | 'transferred' | 'returned' | 'unbound';

/** One queue of a visit, and whether the visit has been there. */
export type RouteStop = Readonly<{
  queueId: QueueId;
  state: 'done' | 'here' | 'to_come' | 'skipped';
}>;

export type Ticket = Readonly<{
  ticketId: TicketId;
  number: string;
  queueId: QueueId;
  /** The queue whose number it has. */
  issuedIn: QueueId;
  priority: Priority;
  issuedAt: Instant;
  /** The place given at issue: where a transfer by time of issue puts the ticket. */
  issuePlace: Place;
  /** Where the ticket stands, or stood when it was called. */
  standing: Standing;
  /** The place it had last in its queue's line: where it goes back to when a window gives it up. */
  queuePlace: Place;
  status: TicketStatus;
  stay: number;
  /** What began the present stay. */
  stayBegan: StayBegan;
  subscriberId: SubscriberId | null;
  boundAt: Instant | null;
  /** Who held it last: binding to another person starts a new stay. */
  lastSubscriberId: SubscriberId | null;
  firstCalledAt: Instant | null;
  lastCalledAt: Instant | null;
  /** When this stay entered its line. */
  enteredAt: Instant;
  /** The time by which the queue's rule took it in: its arrival, or another that the event names. */
  entersAs: Instant;
  /** Since when a window has it; null while none does. */
  atWindowSince: Instant | null;
  /** When its service began: started, else the latest call; null while nobody serves it. */
  servedSince: Instant | null;
  /** When the visit ended; null while it has not. */
  endedAt: Instant | null;
  /** When something of it changed last, by the source's own time; bindings do not count. */
  lastChangedAt: Instant;
  appointmentId: AppointmentId | null;
  /** Checked in too late for its appointment to be on time. */
  late: boolean;
  /** Every queue of its visit; none for a visit to one. */
  route: readonly RouteStop[];
  routeOrder: RouteOrder;
  outcome: string | null;
  /** How often it has returned to its queue. */
  returns: number;
  /** How often the present call, or the last one, was repeated. */
  recalls: number;
  /** The holder wants to hear at so many ahead already; null: as the hall tells. */
  reminderAhead: number | null;
  /** 1 to 5, once the visit was rated. */
  rating: number | null;
}>;

/** Sorted by place; the rank of a ticket is how many are ahead of it. */
export type WaitingLine = OrderedMap<Place, TicketId>;

export type QueueState = Readonly<{
  paused: boolean;
  line: WaitingLine;
  /** How often its order was changed today: whoever entered before goes before whoever enters after. */
  regime: number;
  /** Those in the line who had to stand back behind somebody, and whom their rule alone would not show. */
  stoodBack: OrderedMap<Place, TicketId>;
  /** Who has had their share of it, under `interleave`. */
  fairness: Fairness;
}>;
export type WindowState = Readonly<{
  state: 'open' | 'paused' | 'closed';
  /** The ticket called to, or being served at, this window. */
  ticketId: TicketId | null;
  /** Tickets transferred to this window only. */
  line: WaitingLine;
  /** Since when it is paused, and why; null while it is not. */
  pause: Readonly<{ since: Instant; reason: string | null }> | null;
  /** Who sits there, and the token that is theirs to act with; null: nobody has signed in. */
  clerk: Readonly<{ clerkId: string; tokenId: string }> | null;
  /** What its queues are owed under `shares`. */
  turns: Turns;
}>;

/** Every ticket that each person has held today. */
export type People = OrderedMap<SubscriberId, readonly TicketId[]>;

/** The tickets that count, by their queue and when they were issued. */
export type Counted = OrderedMap<string, true>;

/** The latest of a queue, oldest first. */
export type QueueTimes = Readonly<{
  /** Services, in milliseconds. */
  services: readonly number[];
  /** First calls. */
  calls: readonly Instant[];
  /** Who entered its line, and when. */
  entries: readonly Pick<Ticket, 'enteredAt' | 'priority'>[];
}>;

export type UnopenedHall = Readonly<{ status: 'unopened' }>;
export type RunningHall = Readonly<{
  status: 'open' | 'closed';
  hallId: HallId;
  businessDay: BusinessDay;
  settings: HallSettings;
  settingsRevision: number;
  /** The zone and the begin of the day as it was opened: a change acts from the next day on. */
  zone: DayClock;
  openedAt: Instant;
  /** Since when it is open, or was when it was closed. */
  openSince: Instant;
  /** Why it is closed; null while it is open. */
  closed: HallClosed['data']['why'] | null;
  /** The places at which holders have asked to be told today, each once. */
  reminders: readonly number[];
  /** What the day has shown of each queue's services, calls and entries. */
  times: SteadyMap<QueueId, QueueTimes>;
  /** The tickets that count towards their queues' quotas. */
  counted: Counted;
  /** Who has held which tickets today. */
  people: People;
  tickets: HashMap<TicketId, Ticket>;
  numbers: HashMap<string, TicketId>;
  /** Every ticket in the order of issue. */
  issued: OrderedMap<string, TicketId>;
  /** Per prefix: all numbers up to this one are taken, the next one is free. */
  lastNumbers: SteadyMap<string, number>;
  /** How many places were given today; the next place uses the next counter. */
  places: number;
  queues: SteadyMap<QueueId, QueueState>;
  windows: SteadyMap<WindowId, WindowState>;
}>;
export type HallState = UnopenedHall | RunningHall;

export const unopenedHall: HallState = Object.freeze({ status: 'unopened' });
