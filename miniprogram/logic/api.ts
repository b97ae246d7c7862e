import type {
  Appointment,
  Board,
  CodeMeaning,
  MyTicket,
  Slot,
  Subscribed,
  Ticket,
} from './answers.js';
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
  /** To be told at so many ahead already; null: as the hall tells. */
  remind: (ticketId: string, ahead: number | null) => Promise<Answer<Ticket>>;
  rate: (rating: Rating, key: string) => Promise<Answer<unknown>>;
  slots: (queue: QueueRef, date: string) => Promise<Answer<Readonly<{ items: readonly Slot[] }>>>;
  book: (queue: QueueRef, slot: SlotRef, key: string) => Promise<Answer<Appointment>>;
  myAppointments: (page: TicketsPage) => Promise<Answer<MyAppointments>>;
  cancelAppointment: (appointmentId: string) => Promise<Answer<unknown>>;
  checkIn: (
    appointment: AppointmentRef,
    key: string,
  ) => Promise<Answer<Readonly<{ ticketId: string }>>>;
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
export type SlotRef = Readonly<{ date: string; from: string }>;
export type AppointmentRef = Readonly<{ hallId: string; appointmentId: string }>;
export type MyAppointments = Readonly<{
  items: readonly Appointment[];
  nextCursor: string | null;
}>;
/** What a person thinks of their visit: 1 to 5, and perhaps why. */
export type Rating = Readonly<{
  ticketId: string;
  score: number;
  reasons: readonly string[];
  comment: string;
}>;
export type MyTickets = Readonly<{ items: readonly MyTicket[]; nextCursor: string | null }>;

const pageQuery = ({ limit, cursor }: TicketsPage): Readonly<Record<string, string>> => ({
  limit: String(limit),
  ...(cursor === undefined ? {} : { cursor }),
});

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
  remind: (ticketId, ahead) => send(operations.reminder, { params: { ticketId }, body: { ahead } }),
  rate: ({ ticketId, score, reasons, comment }, key) =>
    send(operations.rate, {
      params: { ticketId },
      body: { score, reasons, ...(comment === '' ? {} : { comment }) },
      key,
    }),
  slots: ({ hallId, queueId }, date) =>
    send(operations.slots, { params: { hallId, queueId }, query: { date } }),
  book: ({ hallId, queueId }, slot, key) =>
    send(operations.book, { params: { hallId, queueId }, body: slot, key }),
  myAppointments: (page) => send(operations.myAppointments, { query: pageQuery(page) }),
  cancelAppointment: (appointmentId) =>
    send(operations.cancelAppointment, { params: { appointmentId } }),
  checkIn: ({ hallId, appointmentId }, key) =>
    send(operations.checkIn, { params: { hallId }, body: { appointmentId }, key }),
  unbind: (ticketId) => send(operations.unbind, { params: { ticketId } }),
  myTickets: (page) => send(operations.myTickets, { query: pageQuery(page) }),
  forgetMe: () => send(operations.forgetMe, {}),
  board: (hallId) => send(operations.board, { params: { hallId } }),
});
