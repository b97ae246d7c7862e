import type { HallEvent } from '../../domain/hall/events.js';
import type { TicketId } from '../../domain/ids.js';

/** What an event tells of a ticket on hold: it is from here on, it is no longer, or nothing. */
export type HoldChange = Readonly<{
  ticketId: TicketId;
  held: Extract<HallEvent, { type: 'TicketHeld' }>['data'] | null;
}> | null;

/** Whether and how an event changes that a ticket is held; who has it bound changes nothing. */
export const holdChange = (event: HallEvent): HoldChange => {
  if (event.type === 'TicketHeld') return { ticketId: event.data.ticketId, held: event.data };
  if (event.type === 'TicketBound' || event.type === 'TicketUnbound') return null;
  return 'ticketId' in event.data ? { ticketId: event.data.ticketId, held: null } : null;
};
