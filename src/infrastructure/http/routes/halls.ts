import type { JsonObject } from '../../../application/ports/event-store.js';
import type { HallRequest } from '../../../application/ports/inbound/terminals.js';
import type { HallCommand } from '../../../domain/hall/commands.js';
import { ticketOf } from '../../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../../domain/hall/state.js';
import type { HallId, Instant, TicketId } from '../../../domain/ids.js';
import type { HallSettings } from '../../../domain/settings/settings.js';
import type { HallView } from '../../../projections/hall-view.js';
import type { HttpDeps } from '../deps.js';
import { unknown } from '../problem.js';

/** The settings in force of a hall. @throws HttpProblem `unknown_hall` */
export const settingsOf = ({ settings }: HttpDeps, hallId: HallId): HallSettings => {
  const found = settings.settingsOf(hallId);
  if (found === null) throw unknown('hall', hallId);
  return found;
};

/** The view of a hall's day in progress. @throws HttpProblem `unknown_hall` */
export const viewOf = (deps: HttpDeps, hallId: HallId): HallView => {
  settingsOf(deps, hallId);
  return deps.live.view(hallId);
};

type Bare<Command> = Command extends HallCommand ? Omit<Command, 'at' | 'occurredAt'> : never;

/** A command of someone who acts now: what happens, happens when it is taken up. */
export const commandNow =
  (command: Bare<HallCommand>) =>
  (at: Instant): HallCommand =>
    ({ ...command, at, occurredAt: null }) as HallCommand;

/** 200 with a body made from the state after. */
export const answering =
  (body: (after: RunningHall) => JsonObject): HallRequest['answer'] =>
  (after) => ({ status: 200, body: body(after) });

/** A ticket that the command has just been about. */
export const ticketAfter = (hall: RunningHall, ticketId: TicketId): Ticket => {
  const ticket = ticketOf(hall, ticketId);
  if (ticket === undefined)
    throw new Error(`hall-${hall.hallId}: expected ticket ${ticketId}, found none`);
  return ticket;
};
