import type { QueueId, TemplateId, WindowId } from '../ids.js';
import type { MessageKind } from '../streams.js';
import type { ByDay, Hours, LocalTime } from './hours.js';
import type { Priority, PriorityClass } from './priorities.js';

/** What becomes of a window's ticket when the window calls the next one, or closes. */
export type BusyWindow = 'complete' | 'reject';
/** Where a ticket stands in the queue that it is transferred to. */
export type TransferPlace = 'issued' | 'last';

/** One kind of message as configured; null means "the service's default". */
export type MessageSettings = Readonly<{
  enabled: boolean;
  templateId: TemplateId | null;
  /** Whether the template is a long-term one: an acceptance is not used up. @default false */
  longTerm?: boolean;
  page: string;
  /** Seconds after the decision at which the message is no longer worth sending. */
  ttlSeconds: number;
  /** Template key (`thing1`) → text with placeholders such as `{number}`. */
  data: Readonly<Record<string, string>>;
}>;

/** Service cards (餐厅排队) of a hall; see docs/wechat.md for whom WeChat lets have them. */
export type CardSettings = Readonly<{
  enabled: boolean;
  /** What a tap opens; `{ticketId}` stands for the ticket. */
  page: string;
  /** 桌型, at most 2 characters. */
  tableType: string | null;
}>;

/**
 * Where those who enter a line stand: behind all of their priority (`strict`), as though they had
 * come earlier (`head-start`), or in turn by shares (`interleave`).
 */
export type OrderRule = 'strict' | 'head-start' | 'interleave';

/** Tickets that may be given within a part of the day; `to` is exclusive. */
export type QuotaSlot = Readonly<{ from: LocalTime; to: LocalTime; tickets: number }>;

/** How many appointments a part of the day takes; `to` is exclusive. */
export type AppointmentSlot = Readonly<{ from: LocalTime; to: LocalTime; capacity: number }>;

/** What may be booked of a queue, and how it is checked in. */
export type AppointmentSettings = Readonly<{
  slots: ByDay<AppointmentSlot>;
  /** Today and so many days after it may be booked. @default 7 */
  bookableDays: number;
  /** Minutes before the slot begins, and after it has ended, in which one is on time. */
  checkIn: Readonly<{ earlyMinutes: number; lateMinutes: number }>;
  /** What becomes of who comes later than that. @default walk_in */
  late: 'walk_in' | 'refuse';
  /** The priority of who is on time. @default priority */
  priority: Priority;
}>;

export type QueueSettings = Readonly<{
  queueId: QueueId;
  name: string;
  /** 0 to 4 letters A–Z. */
  prefix: string;
  nearTurnThreshold: number;
  /** Near also when the estimated wait is at most so many minutes; null: by places alone. */
  nearTurnMinutes: number | null;
  serviceName: string;
  order: OrderRule;
  /** Nobody enters before the first so many who wait. @default 0 */
  lockedHead: number;
  firstNumber: number;
  /** The last number of a day; null: none. */
  lastNumber: number | null;
  /** Digits that a number has at least. @default 3 */
  digits: number;
  /** Digit texts that no number contains, such as `4`. */
  skip: readonly string[];
  /** When numbers are given; null: as the hall. */
  hours: Hours | null;
  /** Minutes before closing from which no more numbers are given. @default 0 */
  lastTicketMinutes: number;
  /** No more numbers either when the call would, at worst, come after closing. @default false */
  stopByEstimate: boolean;
  quota: Readonly<{ day: number | null; slots: readonly QuotaSlot[] }>;
  /** How long a service takes, in seconds, until the day has shown it; null: not known. */
  serviceSeconds: number | null;
  /** Whoever has waited longer, in seconds, goes before other lines; null: nobody does. */
  maxWaitSeconds: number | null;
  appointments: AppointmentSettings | null;
}>;

/** Which of its lines a window calls from. */
export type PickRule = 'preference' | 'longest_wait' | 'shares';

export type WindowSettings = Readonly<{
  windowId: WindowId;
  name: string;
  /** In order of preference. */
  queueIds: readonly QueueId[];
  /** The part of the hall where it is; null: the hall has no parts. */
  area: string | null;
  pick: PickRule;
  /** Under `shares`: calls in turn of each queue, 1 to 10; a queue left out has 1. */
  shares: Readonly<Record<string, number>>;
}>;

/** Where a return without a position goes. */
export type ReturnPlace = 'last' | 'first' | 'entry' | Readonly<{ after: number }>;

/** What holds for those who missed their call, or were sent for something, and come back. */
export type ReturnRules = Readonly<{
  /** A list has one for each further return; its last repeats. @default last */
  place: ReturnPlace | readonly ReturnPlace[];
  /** The priority in which an `entry` is made; null: the ticket's own. */
  priority: Priority | null;
  /** How often a ticket may return; null: without end. */
  limit: number | null;
  /** How many minutes after the call; null: all day. */
  withinMinutes: number | null;
}>;

/** Tickets that one person may have; null: as many as they like. */
export type OpenPerPerson = Readonly<{ perQueue: number | null; perHall: number | null }>;

export type HallProfile = Readonly<{
  name: string;
  /** IANA name. */
  timeZone: string;
  busyWindow: BusyWindow;
  transferPlace: TransferPlace;
  holdersTakeNumbers: boolean;
  /** Highest first. */
  priorities: readonly PriorityClass[];
  /** When the business day begins. @default 00:00 */
  dayStartsAt: LocalTime;
  /** When the day closes itself; null: at its end. */
  closesAt: LocalTime | null;
  /** When numbers are given; null: always. */
  hours: Hours | null;
  openPerPerson: OpenPerPerson;
  /** Numbers that a person may take in a day; null: as many as they like. */
  perPersonADay: number | null;
  /** Who may call a given ticket. @default any */
  callGiven: 'any' | 'own_queues' | 'nobody';
  /** How often one call is repeated; null: without end. */
  recallLimit: number | null;
  /** What a recall beyond the limit is. @default refuse */
  afterRecalls: 'refuse' | 'no_show';
  returns: ReturnRules;
  /** Whether a window acts only for the clerk who signed in at it. @default off */
  signIn: 'off' | 'required';
  pauseReasons: readonly string[];
  outcomes: readonly string[];
  ratingReasons: readonly string[];
  /** Minutes after which a paused window gives back who waits for it alone. @default 10 */
  windowLineMinutes: number;
  messages: Readonly<Record<MessageKind, MessageSettings>>;
  /** Absent in a hall that never had any: off. */
  card?: CardSettings;
}>;

/** All that a hall's day runs on. */
export type HallSettings = HallProfile &
  Readonly<{ queues: readonly QueueSettings[]; windows: readonly WindowSettings[] }>;

/** Whether a hall sends this template as a long-term one. */
export const isLongTerm = (
  { messages }: Pick<HallProfile, 'messages'>,
  template: TemplateId,
): boolean =>
  Object.values(messages).some(
    ({ templateId, longTerm }) => longTerm === true && templateId === template,
  );

export const queueOf = (settings: HallSettings, id: QueueId): QueueSettings | undefined =>
  settings.queues.find((queue) => queue.queueId === id);

export const windowOf = (settings: HallSettings, id: WindowId): WindowSettings | undefined =>
  settings.windows.find((window) => window.windowId === id);
