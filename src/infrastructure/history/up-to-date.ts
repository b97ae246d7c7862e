import { storeUnavailable } from '../../application/errors.js';
import type { Audit } from '../../application/ports/inbound/auditors.js';
import type { TicketHistory } from '../../application/ports/inbound/history.js';
import type { EventStore } from '../../application/ports/event-store.js';
import { historyPrefixes, type HistoryProjector } from './history-projector.js';

/** A history that is further behind, as while it is built anew, answers with what it has. */
const patienceMs = 2_000;

/** Resolves true when the history holds what was written before it was asked, false when that takes too long. */
export type CatchUp = () => Promise<boolean>;

export const catchUpWith =
  (store: EventStore, projector: HistoryProjector): CatchUp =>
  async () => {
    const end = await store.end(historyPrefixes).catch((cause: unknown) => {
      throw storeUnavailable('the end of the log cannot be read', cause);
    });
    return projector.waitUntil(end, patienceMs);
  };

/** Who has just been given a ticket finds it in their list. */
export const upToDateHistory = (history: TicketHistory, catchUp: CatchUp): TicketHistory => ({
  ticket: (ticketId) => history.ticket(ticketId),
  messagesOf: (ticketId) => history.messagesOf(ticketId),
  ticketsOf: async (subscriberId, page) => {
    await catchUp();
    return history.ticketsOf(subscriberId, page);
  },
});

/** An auditor reads what was answered to a command before they asked. */
export const upToDateAudit = (audit: Audit, catchUp: CatchUp): Audit => ({
  messages: async (filter, page) => {
    await catchUp();
    return audit.messages(filter, page);
  },
  streamMessages: async function* (filter) {
    await catchUp();
    yield* audit.streamMessages(filter);
  },
  message: (messageId) => audit.message(messageId),
  tickets: async (filter, page) => {
    await catchUp();
    return audit.tickets(filter, page);
  },
  ticket: async (ticketId) => {
    await catchUp();
    return audit.ticket(ticketId);
  },
  pushLedger: async (page) => {
    await catchUp();
    return audit.pushLedger(page);
  },
  credits: async (filter, page) => {
    await catchUp();
    return audit.credits(filter, page);
  },
  creditsOf: (subscriberId) => audit.creditsOf(subscriberId),
});
