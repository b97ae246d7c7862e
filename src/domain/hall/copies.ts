import type { QueueState, RunningHall, Ticket, WindowState } from './state.js';

// Copies with some fields changed. Naming every field takes V8 a tenth of the time of `{ ...all, some }`,
// and each event of a day copies a hall and a ticket. The compiler misses no field: all are needed.

/** The ticket with some of what is written on it changed. */
export const ticketWith = (ticket: Ticket, change: Partial<Ticket>): Ticket => ({
  ticketId: ticket.ticketId,
  number: ticket.number,
  queueId: ticket.queueId,
  issuedIn: ticket.issuedIn,
  priority: ticket.priority,
  issuedAt: ticket.issuedAt,
  issuePlace: ticket.issuePlace,
  standing: ticket.standing,
  queuePlace: ticket.queuePlace,
  status: ticket.status,
  stay: ticket.stay,
  stayBegan: ticket.stayBegan,
  subscriberId: ticket.subscriberId,
  boundAt: ticket.boundAt,
  lastSubscriberId: ticket.lastSubscriberId,
  firstCalledAt: ticket.firstCalledAt,
  lastCalledAt: ticket.lastCalledAt,
  enteredAt: ticket.enteredAt,
  entersAs: ticket.entersAs,
  atWindowSince: ticket.atWindowSince,
  servedSince: ticket.servedSince,
  endedAt: ticket.endedAt,
  lastChangedAt: ticket.lastChangedAt,
  appointmentId: ticket.appointmentId,
  late: ticket.late,
  route: ticket.route,
  routeOrder: ticket.routeOrder,
  outcome: ticket.outcome,
  returns: ticket.returns,
  recalls: ticket.recalls,
  reminderAhead: ticket.reminderAhead,
  rating: ticket.rating,
  ...change,
});

/** The hall with some of it changed. */
export const hallWith = (hall: RunningHall, change: Partial<RunningHall>): RunningHall => ({
  status: hall.status,
  hallId: hall.hallId,
  businessDay: hall.businessDay,
  settings: hall.settings,
  settingsRevision: hall.settingsRevision,
  zone: hall.zone,
  openedAt: hall.openedAt,
  openSince: hall.openSince,
  closed: hall.closed,
  reminders: hall.reminders,
  times: hall.times,
  counted: hall.counted,
  people: hall.people,
  tickets: hall.tickets,
  numbers: hall.numbers,
  issued: hall.issued,
  lastNumbers: hall.lastNumbers,
  places: hall.places,
  queues: hall.queues,
  windows: hall.windows,
  ...change,
});

/** The queue with some of it changed. */
export const queueWith = (queue: QueueState, change: Partial<QueueState>): QueueState => ({
  paused: queue.paused,
  line: queue.line,
  regime: queue.regime,
  stoodBack: queue.stoodBack,
  fairness: queue.fairness,
  ...change,
});

/** The window with some of it changed. */
export const windowWith = (window: WindowState, change: Partial<WindowState>): WindowState => ({
  state: window.state,
  ticketId: window.ticketId,
  line: window.line,
  pause: window.pause,
  clerk: window.clerk,
  turns: window.turns,
  ...change,
});
