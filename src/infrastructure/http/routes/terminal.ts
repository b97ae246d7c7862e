import { z } from 'zod';
import type { HallRequest } from '../../../application/ports/inbound.js';
import type { HallCommand, TicketRef } from '../../../domain/hall/commands.js';
import type { HallEvent } from '../../../domain/hall/events.js';
import { ticketAtWindow, ticketOf, waitingForWindow } from '../../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../../domain/hall/state.js';
import type { WindowId } from '../../../domain/ids.js';
import { ticketView } from '../../../projections/ticket-view.js';
import { windowView } from '../../../projections/window-view.js';
import type { HttpDeps } from '../deps.js';
import { unknown } from '../problem.js';
import { answerReply, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { callBody, holdBody, pauseBody, transferBody } from '../schemas/commands.js';
import { calledOut, completedOut, windowOut } from '../schemas/tickets.js';
import { completeBody } from '../schemas/visits.js';
import { hallIdField, windowIdField } from '../schemas/values.js';
import { commandNow, settingsOf, viewOf } from './halls.js';
import { ticketCommandRoutes } from './terminal-tickets.js';

const base = '/api/v1/halls/{hallId}/windows/{windowId}';
const params = z.strictObject({ hallId: hallIdField, windowId: windowIdField });
const terminals = ['admin', 'terminal'] as const;
const readers = ['admin', 'terminal', 'kiosk', 'auditor'] as const;
const conflicts = ['unknown_hall', 'unknown_window', 'day_closed'];

const ticketIdOf = ({ data }: HallEvent) => ('ticketId' in data ? data.ticketId : null);

/** The ticket that a command was about: what it has called, else what it has changed last. */
const subjectOf = (
  hall: RunningHall,
  events: readonly HallEvent[],
  windowId: WindowId,
): Ticket | undefined => {
  const telling = events.findLast((event) => ticketIdOf(event) !== null);
  const ticketId = telling === undefined ? null : ticketIdOf(telling);
  return ticketId === null ? ticketAtWindow(hall, windowId) : ticketOf(hall, ticketId);
};

const answerOf = (hall: RunningHall, ticket: Ticket | undefined, windowId: WindowId) => ({
  status: 200,
  body: {
    ticket: ticket === undefined ? null : ticketView(hall.settings, ticket),
    waiting: waitingForWindow(hall, windowId),
  },
});

const withSubject =
  (windowId: WindowId): HallRequest['answer'] =>
  (hall, events) =>
    answerOf(hall, subjectOf(hall, events, windowId), windowId);

const withNext =
  (windowId: WindowId): HallRequest['answer'] =>
  (hall, events) => {
    const calls = events.some(({ type }) => type === 'WindowCalled');
    return answerOf(hall, calls ? ticketAtWindow(hall, windowId) : undefined, windowId);
  };

/** The ticket, and the queue of its route that it waits in now. */
const withNextQueue =
  (windowId: WindowId): HallRequest['answer'] =>
  (hall, events) => {
    const answered = withSubject(windowId)(hall, events);
    const moved = events.find((event) => event.type === 'TicketTransferred');
    return { ...answered, body: { ...answered.body, nextQueueId: moved?.data.toQueueId ?? null } };
  };

const withWindow =
  (windowId: WindowId): HallRequest['answer'] =>
  (hall) => {
    const window = windowView(hall.settings, hall, windowId);
    if (window === null) throw unknown('window', windowId);
    return { status: 200, body: window };
  };

type OfWindow = Extract<HallCommand, { windowId: WindowId }>;
type Bare = OfWindow extends infer Command
  ? Command extends OfWindow
    ? Omit<Command, 'at' | 'occurredAt' | 'windowId'>
    : never
  : never;

type Naming<Body> = Readonly<{
  name: string;
  summary: string;
  body?: z.ZodObject & z.ZodType<Body>;
  command: (body: Body) => Bare;
  answer?: (windowId: WindowId) => HallRequest['answer'];
  responds?: z.ZodType;
  problems?: readonly string[];
}>;

const windowCommand = <Body>(deps: HttpDeps, naming: Naming<Body>): Route => {
  const { name, summary, body, command, answer = withSubject, responds = calledOut } = naming;
  return defineRoute({
    method: 'post',
    path: `${base}/${name}`,
    tag: 'Terminal',
    summary,
    access: terminals,
    idempotent: true,
    params,
    ...(body === undefined ? {} : { body }),
    responses: { 200: { description: 'Done, or already so', schema: responds } },
    problems: [...conflicts, ...(naming.problems ?? [])],
    handle: async (call) => {
      const { hallId, windowId } = call.params;
      const bare = { ...command(call.body), windowId } as Parameters<typeof commandNow>[0];
      const { invocation } = call;
      const request = { hallId, command: commandNow(bare), answer: answer(windowId), invocation };
      return answerReply(await deps.commands.execute(request));
    },
  });
};

const refOf = ({ number, ticketId }: z.infer<typeof callBody>): TicketRef =>
  ticketId === undefined ? { number: number ?? '' } : { ticketId };

const callingRoutes = (deps: HttpDeps): readonly Route[] => [
  windowCommand(deps, {
    name: 'call-next',
    summary: 'Call the next ticket (顺呼)',
    command: () => ({ type: 'CallNext' }),
    answer: withNext,
    problems: ['window_closed', 'window_busy'],
  }),
  windowCommand(deps, {
    name: 'call',
    summary: 'Call a given ticket (指呼)',
    body: callBody,
    command: (body) => ({ type: 'CallTicket', ticket: refOf(body) }),
    problems: [
      'unknown_ticket',
      'call_given_off',
      'window_closed',
      'window_busy',
      'already_called',
      'ticket_not_waiting',
      'held_for_window',
    ],
  }),
];

type Plain = Readonly<{
  name: string;
  type: PlainType;
  summary: string;
  problems?: readonly string[];
}>;
const plain = (deps: HttpDeps, { name, type, summary, problems = [] }: Plain): Route =>
  windowCommand(deps, {
    name,
    summary,
    command: () => ({ type }),
    problems: ['no_ticket', ...problems],
  });
type PlainType = 'RecallTicket' | 'StartService' | 'MarkNoShow';

const servingRoutes = (deps: HttpDeps): readonly Route[] => [
  plain(deps, {
    name: 'recall',
    type: 'RecallTicket',
    summary: 'Announce the ticket again (重呼)',
    problems: ['recall_limit'],
  }),
  plain(deps, { name: 'start', type: 'StartService', summary: 'The holder has come' }),
  windowCommand(deps, {
    name: 'complete',
    summary: 'The window is done: on to the next queue of the route, or home (办结)',
    body: completeBody,
    command: ({ outcome = null, end = false }) => ({ type: 'CompleteTicket', outcome, end }),
    answer: withNextQueue,
    responds: completedOut,
    problems: ['no_ticket', 'unknown_outcome'],
  }),
  plain(deps, { name: 'no-show', type: 'MarkNoShow', summary: 'Nobody came (过号)' }),
  windowCommand(deps, {
    name: 'hold',
    summary: 'Set the ticket aside (挂起)',
    body: holdBody,
    command: ({ kind, until }) => ({ type: 'HoldTicket', kind, until: until ?? null }),
    problems: ['no_ticket', 'until_not_future'],
  }),
  windowCommand(deps, {
    name: 'transfer',
    summary: 'Send the ticket to another queue or window (转移)',
    body: transferBody,
    command: ({ toQueueId, toWindowId }) =>
      toQueueId === undefined
        ? { type: 'TransferTicket', to: { windowId: toWindowId as WindowId } }
        : { type: 'TransferTicket', to: { queueId: toQueueId } },
    problems: ['no_ticket', 'unknown_queue'],
  }),
];

const windowRoutes = (deps: HttpDeps): readonly Route[] => [
  windowCommand(deps, {
    name: 'open',
    summary: 'Open the window',
    command: () => ({ type: 'OpenWindow' }),
    answer: withWindow,
    responds: windowOut,
  }),
  windowCommand(deps, {
    name: 'pause',
    summary: 'Pause the window: it keeps its ticket and calls no other',
    body: pauseBody,
    command: ({ reason }) => ({ type: 'PauseWindow', reason: reason ?? null }),
    answer: withWindow,
    responds: windowOut,
  }),
  windowCommand(deps, {
    name: 'close',
    summary: 'Close the window',
    command: () => ({ type: 'CloseWindow' }),
    answer: withWindow,
    responds: windowOut,
    problems: ['window_busy'],
  }),
];

const readWindow = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: base,
    tag: 'Terminal',
    summary: 'A window, its ticket, and how many wait for it',
    access: readers,
    params,
    responses: { 200: { description: 'The window', schema: windowOut } },
    problems: ['unknown_hall', 'unknown_window'],
    handle: ({ params: { hallId, windowId } }) => {
      const { hall } = viewOf(deps, hallId);
      const window = windowView(settingsOf(deps, hallId), hall, windowId);
      if (window === null) throw unknown('window', windowId);
      return ok(window);
    },
  });

/** What counters and calling programs use. */
export const terminalRoutes = (deps: HttpDeps): readonly Route[] => [
  ...callingRoutes(deps),
  ...servingRoutes(deps),
  ...windowRoutes(deps),
  readWindow(deps),
  ...ticketCommandRoutes(deps),
];
