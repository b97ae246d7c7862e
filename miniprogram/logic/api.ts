import type { Board, CodeMeaning, MyTicket, Subscribed, Ticket } from './answers.js';
import type { Send } from './client.js';
import { operations } from './operations.js';
import type { Answer } from './problem.js';

/** The service, as the mini-program uses it. What changes something takes an `Idempotency-Key`. */
export type Api = Readonly<{
  /** What a scanned code stands for. */
  code: (code: string) => Promise<Answer<CodeMeaning>>;
  bind: (bindCode: string, key: string) => Promise<Answer<Ticket>>;
  takeNumber: (queue: QueueRef, key: string) => Promise<Answer<Readonly<{ ticketId: string }>>>;
  ticket: (ticketId: string) => Promise<Answer<Ticket>>;
  /** Reports what the popup gave, as it gave it. */
  subscribe: (report: PopupReport, key: string) => Promise<Answer<Subscribed>>;
  /** Hands over the code of a service card. */
  offerCard: (ticketId: string, code: string, key: string) => Promise<Answer<unknown>>;
  cancel: (ticketId: string, key: string) => Promise<Answer<Ticket>>;
  unbind: (ticketId: string) => Promise<Answer<unknown>>;
  myTickets: (page: TicketsPage) => Promise<Answer<MyTickets>>;
  forgetMe: () => Promise<Answer<unknown>>;
  board: (hallId: string) => Promise<Answer<Board>>;
}>;

export type QueueRef = Readonly<{ hallId: string; queueId: string }>;
export type PopupReport = Readonly<{
  ticketId: string;
  results: Readonly<Record<string, unknown>>;
}>;
export type TicketsPage = Readonly<{ limit: number; cursor?: string }>;
export type MyTickets = Readonly<{ items: readonly MyTicket[]; nextCursor: string | null }>;

/** @param send with the person's token, see `signedInSend` */
export const createApi = (send: Send): Api => ({
  code: (code) => send(operations.code, { params: { code } }),
  bind: (bindCode, key) => send(operations.bind, { body: { bindCode }, key }),
  takeNumber: ({ hallId, queueId }, key) =>
    send(operations.takeNumber, { params: { hallId, queueId }, key }),
  ticket: (ticketId) => send(operations.ticket, { params: { ticketId } }),
  subscribe: ({ ticketId, results }, key) =>
    send(operations.subscribe, { params: { ticketId }, body: { results }, key }),
  offerCard: (ticketId, code, key) =>
    send(operations.card, { params: { ticketId }, body: { code }, key }),
  cancel: (ticketId, key) => send(operations.cancel, { params: { ticketId }, key }),
  unbind: (ticketId) => send(operations.unbind, { params: { ticketId } }),
  myTickets: ({ limit, cursor }) =>
    send(operations.myTickets, {
      query: { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) },
    }),
  forgetMe: () => send(operations.forgetMe, {}),
  board: (hallId) => send(operations.board, { params: { hallId } }),
});
