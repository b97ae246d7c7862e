import { expect } from 'chai';
import type { HallCommand, HallRefusal, OpenHall } from '../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import { findTicket } from '../../../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../../../src/domain/hall/state.js';
import {
  businessDay,
  hallId,
  instant,
  queueId,
  subscriberId,
  ticketId,
  windowId,
  type Instant,
  type QueueId,
  type TicketId,
  type WindowId,
} from '../../../src/domain/ids.js';
import type { HallSettings, MessageSettings } from '../../../src/domain/settings/settings.js';
import { specificationOf } from '../specification.js';
import {
  hallDefaults,
  openPerPersonDefaults,
  queueDefaults,
  windowDefaults,
} from '../../../src/domain/settings/defaults.js';

export const nine: Instant = instant(Date.UTC(2025, 2, 1, 1, 0));
export const later = (minutes: number): Instant => instant(Date.UTC(2025, 2, 1, 1, minutes));
/** When the events of these histories, and the commands, come; nothing was reported late. */
export const now = { at: nine, occurredAt: null } as const;

export const queueA = queueId('A');
export const queueB = queueId('B');
export const window1 = windowId('1');
export const window2 = windowId('2');
export const window3 = windowId('3');
export const nowhere = windowId('nowhere');
export const anna = subscriberId('anna');
export const boris = subscriberId('boris');

/** The id of the ticket with this number. */
export const idOf = (number: string): TicketId => ticketId(`ticket-${number}`);

const noMessage: MessageSettings = {
  enabled: false,
  templateId: null,
  page: 'pages/index/index',
  ttlSeconds: 600,
  data: {},
};

const queue = (id: QueueId): HallSettings['queues'][number] => ({
  queueId: id,
  name: `Queue ${id}`,
  prefix: id,
  ...queueDefaults,
  serviceName: `Service ${id}`,
});

const window = (id: WindowId, queueIds: QueueId[]): HallSettings['windows'][number] => ({
  windowId: id,
  name: `Window ${id}`,
  queueIds,
  ...windowDefaults,
});

/** Window 1 serves A, 2 serves A then B, 3 serves B. */
export const demo: HallSettings = {
  name: 'Demo',
  ...hallDefaults,
  openPerPerson: openPerPersonDefaults(false),
  messages: { 'near-turn': noMessage, queued: noMessage, called: noMessage, missed: noMessage },
  queues: [queue(queueA), queue(queueB)],
  windows: [
    window(window1, [queueA]),
    window(window2, [queueA, queueB]),
    window(window3, [queueB]),
  ],
};

export const given = specificationOf<HallState, HallCommand, HallEvent, HallRefusal>(hallDecider);

export const openDemo: OpenHall = {
  type: 'OpenHall',
  hallId: hallId('demo'),
  businessDay: businessDay('2025-03-01'),
  settings: demo,
  settingsRevision: 7,
  ...now,
};

/** The hall after these events, running. */
export const hallAfter = (...events: readonly HallEvent[]): RunningHall => {
  const state = events.reduce(hallDecider.evolve, hallDecider.initialState);
  if (state.status === 'unopened') throw new Error('expected a history that opens the hall');
  return state;
};

/** The ticket of this number, which must be there. */
export const ticketOfNumber = (hall: RunningHall, number: string): Ticket => {
  const ticket = findTicket(hall, { number });
  expect(ticket, `ticket ${number}`).not.to.equal(undefined);
  if (ticket === undefined) throw new Error(`no ticket ${number}`);
  return ticket;
};

/** The numbers of tickets, in their order. */
export const numbersOf = (tickets: Iterable<Ticket>): string[] =>
  [...tickets].map(({ number }) => number);
