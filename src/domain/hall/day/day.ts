import { accept } from '../../event.js';
import { timeOfDay } from '../../calendar/business-day.js';
import type { Instant } from '../../ids.js';
import type {
  ChangeSettings,
  CloseDay,
  CloseOnTime,
  EndDay,
  HallDecision,
  OpenHall,
  ReopenDay,
} from '../commands.js';
import type { HallClosed, HallEvent, TicketExpired } from '../events.js';
import { lostBySettings } from '../line/rejoin.js';
import { ticketsInCallingOrder } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { timesOf } from '../times.js';

// Not by `accept`: a day may have more tickets than a call takes arguments.
const all = (events: readonly HallEvent[]): HallDecision => ({ ok: true, events });

/** Opens the day of a hall, whose windows are closed then. */
export const openHall = (command: OpenHall): HallDecision => {
  const { hallId, businessDay, settings, settingsRevision } = command;
  return accept({
    type: 'HallOpened',
    data: { hallId, businessDay, settings, settingsRevision },
    ...timesOf(command),
  });
};

/** Brings newer settings into force; who waits for a window that they take a queue from goes back to it. */
export const changeSettings = (hall: RunningHall, command: ChangeSettings): HallDecision => {
  const { settings, settingsRevision } = command;
  if (settingsRevision <= hall.settingsRevision) return accept();
  return all([
    { type: 'SettingsChanged', data: { settings, settingsRevision }, ...timesOf(command) },
    ...lostBySettings(hall, command, settings),
  ]);
};

type State = Ticket['status']['state'];
const endedByCloseDay: readonly State[] = ['waiting', 'held', 'called'];
const endedByEndDay: readonly State[] = [...endedByCloseDay, 'serving'];

const expiries = (
  hall: RunningHall,
  command: CloseDay | CloseOnTime | EndDay,
  { states, limit }: Readonly<{ states: readonly State[]; limit: number }>,
): TicketExpired[] => {
  const events: TicketExpired[] = [];
  if (limit <= 0) return events;
  for (const { ticketId, status } of ticketsInCallingOrder(hall)) {
    if (!states.includes(status.state)) continue;
    events.push({ type: 'TicketExpired', data: { ticketId }, ...timesOf(command) });
    if (events.length >= limit) break;
  }
  return events;
};

const closing = (
  hall: RunningHall,
  command: CloseDay | CloseOnTime | EndDay,
  why: HallClosed['data']['why'],
): HallClosed[] =>
  hall.status === 'closed' ? [] : [{ type: 'HallClosed', data: { why }, ...timesOf(command) }];

/** How many tickets expire when the day is closed now. */
export const expiringAtClose = (hall: RunningHall): number => {
  let count = 0;
  for (const { status } of ticketsInCallingOrder(hall))
    if (endedByCloseDay.includes(status.state)) count += 1;
  return count;
};

/**
 * Closes the hall and expires who waits, is held or called. Whatever part of its events was
 * appended, the same command goes on where that ended.
 */
export const closeDay = (hall: RunningHall, command: CloseDay): HallDecision =>
  all([
    ...closing(hall, command, 'command'),
    ...expiries(hall, command, { states: endedByCloseDay, limit: command.limit ?? Infinity }),
  ]);

/** When the day closes itself, or null. */
export const closingTime = ({ settings, businessDay, zone }: RunningHall): Instant | null =>
  settings.closesAt === null ? null : timeOfDay(businessDay, settings.closesAt, zone);

/**
 * Whether the day's closing time has come and is not done with. Who opened it later meant it to be open.
 */
export const isClosingDue = (hall: RunningHall, at: Instant): boolean => {
  const closing = closingTime(hall);
  if (closing === null || at < closing) return false;
  return hall.status === 'open'
    ? hall.openSince < closing
    : hall.closed === 'closing_time' && expiringAtClose(hall) > 0;
};

/** Closes the day at its closing time, in steps of `limit` events; else nothing happens. */
export const closeOnTime = (hall: RunningHall, command: CloseOnTime): HallDecision =>
  isClosingDue(hall, command.at)
    ? all([
        ...closing(hall, command, 'closing_time'),
        ...expiries(hall, command, { states: endedByCloseDay, limit: command.limit }),
      ])
    : accept();

/** Ends the day for every ticket, also those being served, in steps of `limit` events. */
export const endDay = (hall: RunningHall, command: EndDay): HallDecision => {
  if (command.limit <= 0) return accept();
  const closed = closing(hall, command, 'day_over');
  const limit = command.limit - closed.length;
  return all([...closed, ...expiries(hall, command, { states: endedByEndDay, limit })]);
};

/** Goes on with a closed day, with the same numbers. */
export const reopenDay = (hall: RunningHall, command: ReopenDay): HallDecision =>
  hall.status === 'open'
    ? accept()
    : accept({ type: 'HallReopened', data: {}, ...timesOf(command) });
