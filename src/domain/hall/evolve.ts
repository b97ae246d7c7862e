import { exhaustive } from '../event.js';
import type { WindowId } from '../ids.js';
import * as hashMap from '../hash-map.js';
import * as orderedMap from '../ordered-map.js';
import type { HallSettings } from '../settings/settings.js';
import { SteadyMap } from '../steady-map.js';
import { evolveTickets } from './evolve-tickets.js';
import type {
  HallEvent,
  HallOpened,
  QueuePaused,
  QueueResumed,
  SettingsChanged,
  WindowClosed,
  WindowOpened,
  WindowPaused,
  WindowSignedIn,
  WindowSignedOut,
} from './events.js';
import type { HallState, RunningHall, WindowState } from './state.js';
import { newQueue, newWindow } from './line/whereabouts.js';
import { isReordered } from './line/order.js';
import { peopleUnder } from './admission/people.js';
import { countedUnder } from './admission/quotas.js';

type Places = Pick<RunningHall, 'queues' | 'windows'>;

// Nothing is dropped within the day: what vanished from the settings may still have its tickets.
const withNewPlaces = ({ queues, windows }: Places, settings: HallSettings): Places => ({
  queues: SteadyMap.of([
    ...queues,
    ...settings.queues.map(({ queueId: id }) => [id, queues.get(id) ?? newQueue] as const),
  ]),
  windows: SteadyMap.of([
    ...windows,
    ...settings.windows.map(({ windowId: id }) => [id, windows.get(id) ?? newWindow] as const),
  ]),
});

const openHall = ({ data, at }: HallOpened): RunningHall => ({
  status: 'open',
  hallId: data.hallId,
  businessDay: data.businessDay,
  settings: data.settings,
  settingsRevision: data.settingsRevision,
  openedAt: at,
  openSince: at,
  closed: null,
  zone: { timeZone: data.settings.timeZone, dayStartsAt: data.settings.dayStartsAt },
  reminders: [],
  times: SteadyMap.of([]),
  counted: orderedMap.empty(),
  people: orderedMap.empty(),
  tickets: hashMap.empty(),
  numbers: hashMap.empty(),
  issued: orderedMap.empty(),
  lastNumbers: SteadyMap.of([]),
  places: 0,
  ...withNewPlaces({ queues: SteadyMap.of([]), windows: SteadyMap.of([]) }, data.settings),
});

const withNewOrders = (hall: RunningHall, settings: HallSettings): RunningHall['queues'] =>
  SteadyMap.of(
    [...hall.queues].map(([id, queue]) => [
      id,
      isReordered(hall.settings, settings, id) ? { ...queue, regime: queue.regime + 1 } : queue,
    ]),
  );

const changeSettings = (hall: RunningHall, { data }: SettingsChanged): RunningHall => {
  const { settings, settingsRevision } = data;
  if (settingsRevision <= hall.settingsRevision) return hall;
  const { windows } = hall;
  const places = withNewPlaces({ queues: withNewOrders(hall, settings), windows }, settings);
  const counted = countedUnder(hall, settings);
  const people = peopleUnder(hall, settings);
  return { ...hall, settings, settingsRevision, counted, people, ...places };
};

const setPaused = (hall: RunningHall, { type, data }: QueuePaused | QueueResumed): RunningHall => {
  const queue = hall.queues.get(data.queueId) ?? newQueue;
  const changed = { ...queue, paused: type === 'QueuePaused' };
  return { ...hall, queues: hall.queues.with(data.queueId, changed) };
};

const setWindow = (
  hall: RunningHall,
  windowId: WindowId,
  change: Partial<Pick<WindowState, 'state' | 'pause' | 'clerk'>>,
): RunningHall => {
  const window = hall.windows.get(windowId) ?? newWindow;
  return { ...hall, windows: hall.windows.with(windowId, { ...window, ...change }) };
};

type OfWindow = WindowOpened | WindowPaused | WindowClosed | WindowSignedIn | WindowSignedOut;

const evolveWindow = (hall: RunningHall, event: OfWindow): RunningHall => {
  const { windowId } = event.data;
  switch (event.type) {
    case 'WindowOpened':
      return setWindow(hall, windowId, { state: 'open', pause: null });
    case 'WindowPaused': {
      const pause = { since: event.at, reason: event.data.reason };
      return setWindow(hall, windowId, { state: 'paused', pause });
    }
    case 'WindowClosed':
      return setWindow(hall, windowId, { state: 'closed', pause: null });
    case 'WindowSignedIn': {
      const { clerkId, tokenId } = event.data;
      return setWindow(hall, windowId, { clerk: { clerkId, tokenId } });
    }
    case 'WindowSignedOut':
      return setWindow(hall, windowId, { clerk: null });
    default:
      exhaustive(event);
      return hall;
  }
};

/** The hall after one more event; an event that does not apply changes nothing. */
export const evolve = (state: HallState, event: HallEvent): HallState => {
  if (state.status === 'unopened') return event.type === 'HallOpened' ? openHall(event) : state;
  switch (event.type) {
    case 'HallOpened':
      return state;
    case 'SettingsChanged':
      return changeSettings(state, event);
    case 'HallClosed':
      return { ...state, status: 'closed', closed: event.data.why };
    case 'HallReopened':
      return { ...state, status: 'open', closed: null, openSince: event.at };
    case 'QueuePaused':
    case 'QueueResumed':
      return setPaused(state, event);
    case 'WindowOpened':
    case 'WindowPaused':
    case 'WindowClosed':
    case 'WindowSignedIn':
    case 'WindowSignedOut':
      return evolveWindow(state, event);
    case 'ReportRejected':
      return state;
    default:
      return evolveTickets(state, event);
  }
};
