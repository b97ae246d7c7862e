import { flag, list, nullable, number, optional, record, text, type Read } from './shape.js';

/** What the mini-program reads of the service's answers; a test holds each against `/openapi.json`. */
export const loginAnswer = record({ token: text, expiresAt: text });

const ticketFields = {
  ticketId: text,
  number: text,
  queueId: text,
  /** Values that we do not know may be added. */
  state: text,
  hallId: text,
  businessDay: text,
  issuedAt: text,
} as const;

const subscription = record({
  kind: text,
  templateId: text,
  remaining: number,
  /** A template that one acceptance serves for good. */
  longTerm: optional(flag),
});

const routeStop = record({ queueId: text, state: text });

export const ticketAnswer = record({
  ...ticketFields,
  priority: text,
  priorityName: text,
  /** Every queue of the visit; none for a visit to one. */
  route: list(routeStop),
  outcome: nullable(text),
  ahead: number,
  estimatedWaitSeconds: nullable(number),
  /** A band around the wait, in seconds; null where nobody can know. */
  estimate: nullable(record({ low: number, high: number })),
  /** No open window calls from its queue. */
  unserved: flag,
  /** At how many ahead the holder wants to hear already. */
  reminderAhead: nullable(number),
  window: nullable(record({ windowId: text, name: text })),
  messages: optional(list(record({ kind: text, status: text, at: text }))),
  subscriptions: optional(list(subscription)),
  /** A service card that the holder may put into WeChat, where the hall offers one. */
  card: optional(nullable(record({ offered: flag }))),
  /** What a rating may name; null where the visit may not be rated now. */
  rating: nullable(record({ reasons: list(text) })),
});

export const issuedAnswer = record({ ticketId: text });

export const myTicketsAnswer = record({
  items: list(record(ticketFields)),
  nextCursor: nullable(text),
});

export const subscribedAnswer = record({ granted: list(text), declined: list(text) });

/** What a scanned code stands for: `ticket`, or `queue` with the fields of the queue. */
export const codeAnswer = record({
  kind: text,
  hallId: optional(text),
  hallName: optional(text),
  queueId: optional(text),
  queueName: optional(text),
  waiting: optional(number),
  paused: optional(flag),
  holdersTakeNumbers: optional(flag),
  bookableDays: optional(nullable(number)),
});

export const boardAnswer = record({
  name: text,
  businessDay: text,
  queues: list(record({ queueId: text, name: text, waiting: number, paused: flag })),
});

export const slotsAnswer = record({
  items: list(record({ from: text, to: text, left: number })),
});

export const appointmentAnswer = record({
  appointmentId: text,
  hallId: text,
  queueId: text,
  date: text,
  from: text,
  to: text,
  state: text,
  ticketId: nullable(text),
  code: optional(text),
});

export const appointmentsAnswer = record({
  items: list(appointmentAnswer),
  nextCursor: nullable(text),
});

export type Appointment = Read<typeof appointmentAnswer>;
export type Slot = Read<typeof slotsAnswer>['items'][number];
export type Ticket = Read<typeof ticketAnswer>;
export type MyTicket = Read<typeof myTicketsAnswer>['items'][number];
export type Subscription = Read<typeof subscription>;
export type Board = Read<typeof boardAnswer>;
export type CodeMeaning = Read<typeof codeAnswer>;
export type Subscribed = Read<typeof subscribedAnswer>;
