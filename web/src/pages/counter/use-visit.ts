import { shallowRef, watch, type ShallowRef } from 'vue';
import { serverNow } from '../../live/server-clock.js';
import type { Ticket } from './console.js';
import { forgetVisit, keepVisit, keptVisit, type Visit } from './seat.js';

const visitOf = (ticket: Ticket, before: Visit | null): Visit => {
  const same = before?.ticketId === ticket.ticketId ? before : null;
  const startedAt = ticket.state === 'serving' ? (same?.startedAt ?? null) : null;
  const calledAt = same?.calledAt ?? Date.parse(ticket.lastCalledAt ?? ticket.issuedAt);
  return { ticketId: ticket.ticketId, calledAt, startedAt };
};

/** Since when the person at the window is there. A recall does not begin it anew, nor does a reload. @param ticket undefined: not known yet */
export const useVisit = (ticket: () => Ticket | null | undefined): ShallowRef<Visit | null> => {
  const visit = shallowRef<Visit | null>(null);
  watch(
    ticket,
    (now, before) => {
      if (now === undefined) return;
      if (now === null) {
        visit.value = null;
        forgetVisit();
        return;
      }
      const known = visitOf(now, visit.value ?? keptVisit());
      const begins = now.state === 'serving' && known.startedAt === null;
      const isOwn = before?.ticketId === now.ticketId;
      visit.value = begins ? { ...known, startedAt: isOwn ? serverNow() : known.calledAt } : known;
      keepVisit(visit.value);
    },
    { immediate: true },
  );
  return visit;
};
