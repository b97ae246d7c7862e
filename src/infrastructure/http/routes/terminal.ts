import type { z } from 'zod';
import type { TicketRef } from '../../../domain/hall/commands.js';
import type { WindowId } from '../../../domain/ids.js';
import type { HttpDeps } from '../deps.js';
import type { Route } from '../route.js';
import { callBody, holdBody, transferBody } from '../schemas/commands.js';
import { completedOut } from '../schemas/tickets.js';
import { completeBody } from '../schemas/visits.js';
import { ticketCommandRoutes } from './terminal-tickets.js';
import { windowCommand, withNext, withNextQueue } from './window-command.js';
import { windowRoutes } from './windows.js';

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

/** What counters and calling programs use. */
export const terminalRoutes = (deps: HttpDeps): readonly Route[] => [
  ...callingRoutes(deps),
  ...servingRoutes(deps),
  ...windowRoutes(deps),
  ...ticketCommandRoutes(deps),
];
