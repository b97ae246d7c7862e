import { epochMs, instant, type Instant, type WindowId } from '../../ids.js';
import { queueOf, windowOf, type HallSettings } from '../../settings/settings.js';
import type { HallCommand } from '../commands.js';
import type { TicketRejoined } from '../events.js';
import { ticketsOfLine, windowLine } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

// Nobody is stranded: who waits for one window only goes back to their queue when that window does
// not call them any more, to the place that they had there last.

type Why = TicketRejoined['data']['why'];

/** When a ticket that waits for one window only is given back, and why; null: that window calls it. */
type Release = Readonly<{ why: Why; due: Instant }>;

const anyTime: Instant = instant(0);

const releaseOf = (
  { settings, windows }: RunningHall,
  windowId: WindowId,
  enteredAt: Instant,
): Release | null => {
  if (windowOf(settings, windowId) === undefined) return { why: 'queue_lost', due: anyTime };
  const window = windows.get(windowId);
  if (window === undefined || window.state === 'closed')
    return { why: 'window_closed', due: anyTime };
  if (window.pause === null) return null;
  // Whoever is sent to a window that is paused already waits as long for it as the others have.
  const since = Math.max(epochMs(window.pause.since), epochMs(enteredAt));
  return { why: 'window_paused', due: instant(since + settings.windowLineMinutes * 60_000) };
};

type Sent = Readonly<{ ticket: Ticket; windowId: WindowId }>;

/** A ticket back in its queue's line. */
const rejoined = (command: HallCommand, { ticket, windowId }: Sent, why: Why): TicketRejoined => ({
  type: 'TicketRejoined',
  data: {
    ticketId: ticket.ticketId,
    queueId: ticket.queueId,
    fromWindowId: windowId,
    place: ticket.queuePlace,
    why,
  },
  ...timesOf(command),
});

/** Who waits for a window only, whoever stands in front in their queue first: so nobody is nearer for a moment. */
const waitersOf = (hall: RunningHall, windowId: WindowId): readonly Ticket[] =>
  [...ticketsOfLine(hall, windowLine(hall, windowId), 0)].toSorted((a, b) =>
    a.queuePlace < b.queuePlace ? -1 : 1,
  );

/** Everybody who waits for a window only, given back for one reason. */
export const emptied = (
  hall: RunningHall,
  command: HallCommand,
  { windowId, why }: Readonly<{ windowId: WindowId; why: Why }>,
): readonly TicketRejoined[] =>
  waitersOf(hall, windowId).map((ticket) => rejoined(command, { ticket, windowId }, why));

/** Whoever of a window's own line is due to be given back by now. */
export const released = (
  hall: RunningHall,
  command: HallCommand,
  windowId: WindowId,
): readonly TicketRejoined[] =>
  waitersOf(hall, windowId).flatMap((ticket) => {
    const release = releaseOf(hall, windowId, ticket.enteredAt);
    return release === null || release.due > command.at
      ? []
      : [rejoined(command, { ticket, windowId }, release.why)];
  });

/** A ticket that comes to wait for a window that does not call it is given back at once. */
export const givenBackAtOnce = (
  hall: RunningHall,
  command: HallCommand,
  { ticket, windowId, enteredAt }: Sent & Readonly<{ enteredAt: Instant }>,
): readonly TicketRejoined[] => {
  const release = releaseOf(hall, windowId, enteredAt);
  return release === null || release.due > command.at
    ? []
    : [rejoined(command, { ticket, windowId }, release.why)];
};

/** Whether a window calls from a ticket's queue no more. One that never did was chosen for all that. */
const losesQueue = (
  before: HallSettings,
  after: HallSettings,
  { windowId, ticket: { queueId } }: Sent,
): boolean => {
  const now = windowOf(after, windowId);
  if (now === undefined) return true;
  const had = windowOf(before, windowId)?.queueIds.includes(queueId) === true;
  // Of a queue that is gone nobody else would call it.
  return had && !now.queueIds.includes(queueId) && queueOf(after, queueId) !== undefined;
};

/** Whom newer settings take from the windows that they wait for. */
export const lostBySettings = (
  hall: RunningHall,
  command: HallCommand,
  settings: HallSettings,
): readonly TicketRejoined[] =>
  [...hall.windows.keys()].flatMap((windowId) =>
    waitersOf(hall, windowId)
      .map((ticket) => ({ ticket, windowId }))
      .filter((sent) => losesQueue(hall.settings, settings, sent))
      .map((sent) => rejoined(command, sent, 'queue_lost')),
  );

/** The windows whose own line is due to be given back, and from when on; none while all of them call. */
export const releasesOf = (
  hall: RunningHall,
): readonly Readonly<{ windowId: WindowId; due: Instant }>[] =>
  [...hall.windows].flatMap(([windowId, { line }]) => {
    const dues = [...ticketsOfLine(hall, line, 0)].flatMap(
      ({ enteredAt }) => releaseOf(hall, windowId, enteredAt)?.due ?? [],
    );
    const [first, ...others] = dues;
    if (first === undefined) return [];
    return [{ windowId, due: others.reduce((a, b) => (b < a ? b : a), first) }];
  });
