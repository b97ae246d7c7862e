import type {
  CallReason,
  HallEvent,
  HoldKind,
  ReturnPosition,
} from '../../../src/domain/hall/events.js';
import type { Priority } from '../../../src/domain/settings/priorities.js';
import { type Place } from '../../../src/domain/hall/line/place.js';
import { arrivalPlace } from './places.js';
import type { Instant, QueueId, SubscriberId, WindowId } from '../../../src/domain/ids.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { demo, idOf, now, openDemo, queueA, queueB } from './demo-hall.js';

// The events of the demo hall, for short; all at nine.
export const opened = (changes: Partial<HallSettings> = {}): HallEvent => ({
  type: 'HallOpened',
  data: {
    hallId: openDemo.hallId,
    businessDay: openDemo.businessDay,
    settings: { ...demo, ...changes },
    settingsRevision: 7,
  },
  ...now,
});

type Issue = { priority?: Priority; queueId?: QueueId };

/** The ticket issued as the `counter`th placement of the day. */
export const issued = (number: string, counter: number, how: Issue = {}): HallEvent => {
  const priority = how.priority ?? 'normal';
  return {
    type: 'TicketIssued',
    data: {
      ticketId: idOf(number),
      number,
      queueId: how.queueId ?? (number.startsWith('B') ? queueB : queueA),
      priority,
      place: arrivalPlace(priority === 'priority' ? 'priority' : 'normal', counter),
    },
    ...now,
  };
};

/** The same where the number was the queue's next one. */
export const taken = (number: string, counter: number, how: Issue = {}): HallEvent => {
  const event = issued(number, counter, how);
  if (event.type !== 'TicketIssued') throw new Error('expected an issue');
  return { ...event, data: { ...event.data, counted: Number(number.replaceAll(/\D/g, '')) } };
};

export const bound = (number: string, who: SubscriberId, stay: number): HallEvent => ({
  type: 'TicketBound',
  data: { ticketId: idOf(number), subscriberId: who, stay },
  ...now,
});

export const unbound = (number: string, who: SubscriberId): HallEvent => ({
  type: 'TicketUnbound',
  data: { ticketId: idOf(number), subscriberId: who },
  ...now,
});

export const windowOpened = (id: WindowId): HallEvent => ({
  type: 'WindowOpened',
  data: { windowId: id },
  ...now,
});

export const windowPaused = (id: WindowId, reason: string | null = null): HallEvent => ({
  type: 'WindowPaused',
  data: { windowId: id, reason },
  ...now,
});

export const windowClosed = (id: WindowId): HallEvent => ({
  type: 'WindowClosed',
  data: { windowId: id },
  ...now,
});

type How = { how?: 'next' | 'given'; reason?: CallReason; queueId?: QueueId };

export const called = (number: string, id: WindowId, how: How = {}): HallEvent => ({
  type: 'WindowCalled',
  data: {
    windowId: id,
    ticketId: idOf(number),
    number,
    queueId: how.queueId ?? (number.startsWith('B') ? queueB : queueA),
    how: how.how ?? 'next',
    reason: how.reason ?? (how.how === 'given' ? 'given' : 'preference'),
  },
  ...now,
});

export const recalled = (number: string, id: WindowId): HallEvent => ({
  type: 'TicketRecalled',
  data: { windowId: id, ticketId: idOf(number), number },
  ...now,
});

export const started = (number: string, id: WindowId): HallEvent => ({
  type: 'ServiceStarted',
  data: { windowId: id, ticketId: idOf(number) },
  ...now,
});

export const completed = (
  number: string,
  id: WindowId,
  why: 'completed' | 'next_called' | 'window_closed' | 'signed_out' = 'completed',
): HallEvent => ({
  type: 'TicketCompleted',
  data: { windowId: id, ticketId: idOf(number), why },
  ...now,
});

export const noShow = (number: string, id: WindowId): HallEvent => ({
  type: 'TicketNoShow',
  data: { windowId: id, ticketId: idOf(number) },
  ...now,
});

type Hold = { kind?: HoldKind; until?: Instant };

export const held = (number: string, id: WindowId, hold: Hold = {}): HallEvent => ({
  type: 'TicketHeld',
  data: {
    windowId: id,
    ticketId: idOf(number),
    kind: hold.kind ?? 'any_window',
    until: hold.until ?? null,
  },
  ...now,
});

export const resumed = (number: string, why: 'command' | 'until' = 'command'): HallEvent => ({
  type: 'TicketResumed',
  data: { ticketId: idOf(number), why },
  ...now,
});

type Transfer = {
  from: WindowId;
  toQueueId: QueueId;
  toWindowId?: WindowId;
  place: Place;
  stay: number;
};

export const transferred = (number: string, { from, ...to }: Transfer): HallEvent => ({
  type: 'TicketTransferred',
  data: { ticketId: idOf(number), fromWindowId: from, toWindowId: null, ...to },
  ...now,
});

type Return = { position: ReturnPosition; place: Place; stay: number; queueId?: QueueId };

export const returned = (number: string, how: Return): HallEvent => ({
  type: 'TicketReturned',
  data: { ticketId: idOf(number), queueId: queueA, ...how },
  ...now,
});

export const cancelled = (number: string): HallEvent => ({
  type: 'TicketCancelled',
  data: { ticketId: idOf(number) },
  ...now,
});

export const expired = (number: string): HallEvent => ({
  type: 'TicketExpired',
  data: { ticketId: idOf(number) },
  ...now,
});

export const queuePaused = (id: QueueId): HallEvent => ({
  type: 'QueuePaused',
  data: { queueId: id },
  ...now,
});

export const queueResumed = (id: QueueId): HallEvent => ({
  type: 'QueueResumed',
  data: { queueId: id },
  ...now,
});

export const settingsChanged = (settings: HallSettings, settingsRevision: number): HallEvent => ({
  type: 'SettingsChanged',
  data: { settings, settingsRevision },
  ...now,
});

export const hallClosed = (why: 'command' | 'day_over' = 'command'): HallEvent => ({
  type: 'HallClosed',
  data: { why },
  ...now,
});

export const hallReopened: HallEvent = { type: 'HallReopened', data: {}, ...now };
