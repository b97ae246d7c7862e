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

export const ticketAnswer = record({
  ...ticketFields,
  ahead: number,
  estimatedWaitSeconds: nullable(number),
  window: nullable(record({ windowId: text, name: text })),
  messages: optional(list(record({ kind: text, status: text, at: text }))),
  subscriptions: optional(list(subscription)),
  /** A service card that the holder may put into WeChat, where the hall offers one. */
  card: optional(nullable(record({ offered: flag }))),
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
});

export const boardAnswer = record({
  name: text,
  queues: list(record({ queueId: text, name: text, waiting: number, paused: flag })),
});

export type Ticket = Read<typeof ticketAnswer>;
export type MyTicket = Read<typeof myTicketsAnswer>['items'][number];
export type Subscription = Read<typeof subscription>;
export type Board = Read<typeof boardAnswer>;
export type CodeMeaning = Read<typeof codeAnswer>;
export type Subscribed = Read<typeof subscribedAnswer>;
