import { z } from 'zod';
import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { HallRequest } from '../../../application/ports/inbound/terminals.js';
import type { HallCommand } from '../../../domain/hall/commands.js';
import type { HallEvent } from '../../../domain/hall/events.js';
import { ticketAtWindow, ticketOf, waitingForWindow } from '../../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../../domain/hall/state.js';
import type { WindowId } from '../../../domain/ids.js';
import { ticketView } from '../../../projections/ticket-view.js';
import type { HttpDeps } from '../deps.js';
import { answerReply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { calledOut } from '../schemas/tickets.js';
import { hallIdField, windowIdField } from '../schemas/values.js';
import { commandNow } from './halls.js';

/** Where a window is. */
export const windowBase = '/api/v1/halls/{hallId}/windows/{windowId}';
export const windowParams = z.strictObject({ hallId: hallIdField, windowId: windowIdField });
const terminals = ['admin', 'terminal'] as const;
const conflicts = ['unknown_hall', 'unknown_window', 'day_closed', 'window_taken', 'not_signed_in'];

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

/** What it has called, or nobody. */
export const withNext =
  (windowId: WindowId): HallRequest['answer'] =>
  (hall, events) => {
    const calls = events.some(({ type }) => type === 'WindowCalled');
    return answerOf(hall, calls ? ticketAtWindow(hall, windowId) : undefined, windowId);
  };

/** The ticket, and the queue of its route that it waits in now. */
export const withNextQueue =
  (windowId: WindowId): HallRequest['answer'] =>
  (hall, events) => {
    const answered = withSubject(windowId)(hall, events);
    const moved = events.find((event) => event.type === 'TicketTransferred');
    return { ...answered, body: { ...answered.body, nextQueueId: moved?.data.toQueueId ?? null } };
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
  description?: string;
  body?: z.ZodObject & z.ZodType<Body>;
  command: (body: Body, actor: Actor) => Bare;
  answer?: (windowId: WindowId) => HallRequest['answer'];
  responds?: z.ZodType;
  problems?: readonly string[];
}>;

/** One route of a command at a window. */
export const windowCommand = <Body>(deps: HttpDeps, naming: Naming<Body>): Route => {
  const { name, summary, body, command, answer = withSubject, responds = calledOut } = naming;
  return defineRoute({
    method: 'post',
    path: `${windowBase}/${name}`,
    tag: 'Terminal',
    summary,
    ...(naming.description === undefined ? {} : { description: naming.description }),
    access: terminals,
    idempotent: true,
    params: windowParams,
    ...(body === undefined ? {} : { body }),
    responses: { 200: { description: 'Done, or already so', schema: responds } },
    problems: [...conflicts, ...(naming.problems ?? [])],
    handle: async (call) => {
      const { hallId, windowId } = call.params;
      const bare = { ...command(call.body, call.actor), windowId } as Parameters<
        typeof commandNow
      >[0];
      const { invocation } = call;
      const request = { hallId, command: commandNow(bare), answer: answer(windowId), invocation };
      return answerReply(await deps.commands.execute(request));
    },
  });
};
