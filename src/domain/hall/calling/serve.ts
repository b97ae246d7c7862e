import { accept, refuse } from '../../event.js';
import type { CompleteTicket, HallDecision, MarkNoShow, StartService } from '../commands.js';
import { withTicketAt } from './at-window.js';
import { finished } from './finish.js';
import type { RunningHall } from '../state.js';
import { timesOf } from '../times.js';

/** The holder has come: service begins, once. */
export const startService = (hall: RunningHall, command: StartService): HallDecision =>
  withTicketAt(hall, command.windowId, ({ ticketId, status }) =>
    status.state === 'serving'
      ? refuse({ code: 'no_ticket', windowId: command.windowId })
      : accept({
          type: 'ServiceStarted',
          data: { windowId: command.windowId, ticketId },
          ...timesOf(command),
        }),
  );

/** The window is done with its ticket, which goes on along its route, or home. */
export const completeTicket = (hall: RunningHall, command: CompleteTicket): HallDecision => {
  const { windowId, outcome = null, end = false } = command;
  if (outcome !== null && !hall.settings.outcomes.includes(outcome))
    return refuse({ code: 'unknown_outcome', outcome });
  return withTicketAt(hall, windowId, (ticket) =>
    accept(...finished(hall, command, { ticket, why: 'completed', outcome, end })),
  );
};

/** Nobody came to the window. */
export const markNoShow = (hall: RunningHall, command: MarkNoShow): HallDecision =>
  withTicketAt(hall, command.windowId, ({ ticketId }) =>
    accept({
      type: 'TicketNoShow',
      data: { windowId: command.windowId, ticketId },
      ...timesOf(command),
    }),
  );
