import {
  appointmentAnswer,
  appointmentsAnswer,
  boardAnswer,
  codeAnswer,
  issuedAnswer,
  loginAnswer,
  myTicketsAnswer,
  slotsAnswer,
  subscribedAnswer,
  ticketAnswer,
} from './answers.js';
import type { Shape } from './shape.js';

/** One of the service's routes, as the mini-program uses it. */
export type Operation<T> = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As in `/openapi.json`. */
  path: string;
  /** Whether a token goes with it. */
  signedIn: boolean;
  /** Whether it takes an `Idempotency-Key`, so that it may be sent again. */
  keyed: boolean;
  answer: Shape<T> | null;
}>;

const read = { method: 'GET', keyed: false, signedIn: true } as const;
const command = { method: 'POST', keyed: true, signedIn: true } as const;
const removal = { method: 'DELETE', keyed: false, signedIn: true, answer: null } as const;

/** Everything that the mini-program asks of the service. */
export const operations = {
  login: {
    method: 'POST',
    path: '/api/v1/wechat/login',
    signedIn: false,
    keyed: false,
    answer: loginAnswer,
  },
  code: { ...read, path: '/api/v1/codes/{code}', answer: codeAnswer },
  bind: { ...command, path: '/api/v1/tickets/bind', answer: ticketAnswer },
  takeNumber: {
    ...command,
    path: '/api/v1/halls/{hallId}/queues/{queueId}/tickets',
    answer: issuedAnswer,
  },
  ticket: { ...read, path: '/api/v1/tickets/{ticketId}', answer: ticketAnswer },
  live: { ...read, path: '/api/v1/tickets/{ticketId}/live', answer: null },
  subscribe: {
    ...command,
    path: '/api/v1/tickets/{ticketId}/subscriptions',
    answer: subscribedAnswer,
  },
  reminder: {
    method: 'PUT',
    path: '/api/v1/tickets/{ticketId}/reminder',
    signedIn: true,
    keyed: false,
    answer: ticketAnswer,
  },
  rate: { ...command, path: '/api/v1/tickets/{ticketId}/rating', answer: null },
  slots: {
    ...read,
    signedIn: false,
    path: '/api/v1/halls/{hallId}/queues/{queueId}/slots',
    answer: slotsAnswer,
  },
  book: {
    ...command,
    path: '/api/v1/halls/{hallId}/queues/{queueId}/appointments',
    answer: appointmentAnswer,
  },
  myAppointments: { ...read, path: '/api/v1/me/appointments', answer: appointmentsAnswer },
  cancelAppointment: { ...removal, path: '/api/v1/appointments/{appointmentId}' },
  checkIn: {
    ...command,
    path: '/api/v1/halls/{hallId}/check-ins',
    answer: issuedAnswer,
  },
  card: { ...command, path: '/api/v1/tickets/{ticketId}/card', answer: null },
  cancel: { ...command, path: '/api/v1/tickets/{ticketId}/cancel', answer: ticketAnswer },
  unbind: { ...removal, path: '/api/v1/tickets/{ticketId}/binding' },
  myTickets: { ...read, path: '/api/v1/me/tickets', answer: myTicketsAnswer },
  forgetMe: { ...removal, path: '/api/v1/me' },
  board: {
    ...read,
    signedIn: false,
    path: '/api/v1/halls/{hallId}/board',
    answer: boardAnswer,
  },
} as const satisfies Readonly<Record<string, Operation<unknown>>>;
