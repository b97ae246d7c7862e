/** JSON of the contract, as far as the tests read it. */

export type Ticket = Readonly<{
  ticketId: string;
  number: string;
  queueId: string;
  state: string;
  priority: string;
  windowId: string | null;
  issuedAt: string;
  firstCalledAt: string | null;
  lastCalledAt: string | null;
}>;
export type Wait = Readonly<{
  ahead: number;
  estimatedWaitSeconds: number | null;
  estimate?: object | null;
  reminderAhead?: number | null;
  unserved: boolean;
}>;
export type Issued = Ticket & Wait & Readonly<{ bindCode: string }>;
export type Called = Readonly<{ ticket: Ticket | null; waiting: number }>;
export type Moved = Readonly<{ ticket: Ticket }> & Wait;
export type TicketPage = Ticket &
  Wait &
  Readonly<{
    hallId: string;
    businessDay: string;
    window: Readonly<{ windowId: string; name: string }> | null;
    messages?: readonly Readonly<{ kind: string; stay: number; status: string; at: string }>[];
    subscriptions?: readonly Readonly<{ kind: string; templateId: string; remaining: number }>[];
    card?: Readonly<{ offered: boolean }> | null;
  }>;

export type Window = Readonly<{
  windowId: string;
  name: string;
  state: string;
  queueIds: readonly string[];
  area: string | null;
  pauseReason: string | null;
  clerkId: string | null;
  ticket: Ticket | null;
  waiting: number;
  next: readonly string[];
}>;
export type Queue = Readonly<{ queueId: string; waiting: number; unserved: boolean }>;
export type Board = Readonly<{
  hallId: string;
  name: string;
  businessDay: string;
  timeZone: string;
  queues: readonly Readonly<{
    queueId: string;
    name: string;
    waiting: number;
    paused: boolean;
    next: readonly string[];
    unserved: boolean;
  }>[];
  windows: readonly Readonly<{
    windowId: string;
    name: string;
    area: string | null;
    state: string;
    ticket: Ticket | null;
  }>[];
  recentCalls: readonly Readonly<{
    callId: string;
    count: number;
    area: string | null;
    number: string;
    windowId: string;
    windowName: string;
    recall: boolean;
    calledAt: string;
    recordedAt: string;
  }>[];
}>;

export type Message = Readonly<{
  messageId: string;
  ticketId: string;
  subscriberId: string;
  number: string;
  hallId: string;
  queueId: string;
  businessDay: string;
  kind: string;
  stay: number;
  templateId: string;
  status: string;
  reason: string | null;
  decidedAt: string;
  sentAt: string | null;
  attempts: number;
  errcode: number | null;
  msgid: string | null;
}>;
export type Timeline = readonly Readonly<{
  type: string;
  at: string;
  occurredAt: string | null;
  by: string | null;
  stream: string;
  revision: number;
  data: Readonly<Record<string, unknown>>;
}>[];
export type MessageDetail = Message &
  Readonly<{ request: Readonly<Record<string, unknown>> | null; timeline: Timeline }>;
export type AuditTicket = Readonly<{
  ticketId: string;
  number: string;
  state: string;
  told: string;
  reason: string | null;
  boundAt: string | null;
  timeline?: Timeline;
}>;
export type Page<Item> = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;
export type Replay = Readonly<{
  eventsRead: number;
  decisions: number;
  recorded: number;
  missing: readonly unknown[];
  unexpected: readonly unknown[];
  changed: readonly unknown[];
}>;

/** What the simulator says a phone received. */
export type Received = Readonly<{
  msgid: string;
  user: string;
  openid: string;
  templateId: string;
  page: string | null;
  data: Readonly<Record<string, string>>;
  miniprogramState: string | null;
  lang: string | null;
  at: string;
}>;

export type Report = Readonly<{
  id: string;
  type: string;
  windowId?: string;
  queueId?: string;
  number: string;
  occurredAt: string;
}>;
export type ReportResult = Readonly<{
  id: string | null;
  status: string;
  ticket?: Ticket;
  problem?: Readonly<{ code: string; detail: string }>;
}>;

export type Appointment = Readonly<{
  appointmentId: string;
  hallId: string;
  queueId: string;
  date: string;
  from: string;
  to: string;
  ref: string | null;
  state: string;
  ticketId: string | null;
  code: string;
}>;
