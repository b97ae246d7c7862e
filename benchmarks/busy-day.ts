import type { HallCommand } from '../src/domain/hall/commands.js';
import type { HallEvent } from '../src/domain/hall/events.js';
import { hallDecider } from '../src/domain/hall/hall.js';
import type { HallState } from '../src/domain/hall/state.js';
import {
  businessDay,
  hallId,
  instant,
  queueId,
  subscriberId,
  templateId,
  ticketId,
  windowId,
  type Instant,
  type QueueId,
} from '../src/domain/ids.js';
import { normalPriority } from '../src/domain/settings/priorities.js';
import type { HallSettings, MessageSettings, OrderRule } from '../src/domain/settings/settings.js';
import {
  hallDefaults,
  openPerPersonDefaults,
  queueDefaults,
  windowDefaults,
} from '../src/domain/settings/defaults.js';

const queueCount = 6;
const windowCount = 20;
const openedAt = Date.UTC(2025, 2, 1, 0, 30);

const message = (enabled: boolean): MessageSettings => ({
  enabled,
  templateId: templateId('jh-template'),
  page: 'pages/index/index?ticketId={ticketId}',
  ttlSeconds: 600,
  data: { thing1: '{service}', character_string2: '{number}', number3: '{ahead}' },
});

const queueAt = (index: number) => queueId(String.fromCharCode(65 + (index % queueCount)));
const windowAt = (index: number) => windowId(String(1 + (index % windowCount)));

/** Twenty windows that each serve two of six queues. */
export const busySettings: HallSettings = {
  name: 'Busy',
  ...hallDefaults,
  openPerPerson: openPerPersonDefaults(false),
  messages: {
    'near-turn': message(true),
    queued: message(false),
    called: message(false),
    missed: message(false),
  },
  queues: Array.from({ length: queueCount }, (_, index) => ({
    queueId: queueAt(index),
    name: `业务${index}`,
    prefix: queueAt(index),
    ...queueDefaults,
    serviceName: `业务${index}`,
  })),
  windows: Array.from({ length: windowCount }, (_, index) => ({
    windowId: windowAt(index),
    name: `${index}号窗口`,
    queueIds: [queueAt(index), queueAt(index + 1)],
    ...windowDefaults,
  })),
};

export const busyHallId = hallId('busy');
export const busyBusinessDay = businessDay('2025-03-01');

/** Decides commands one after the other, and keeps the events. */
class Recorder {
  readonly events: HallEvent[] = [];
  state: HallState = hallDecider.initialState;

  do(command: HallCommand): void {
    const decision = hallDecider.decide(this.state, command);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.refusal.code}`);
    for (const event of decision.events) {
      this.events.push(event);
      this.state = hallDecider.evolve(this.state, event);
    }
  }
}

const now = (at: Instant) => ({ at, occurredAt: null }) as const;

const open = (recorder: Recorder, settings: HallSettings): void => {
  const times = now(instant(openedAt));
  const day = { hallId: busyHallId, businessDay: busyBusinessDay };
  recorder.do({ type: 'OpenHall', ...day, settings, settingsRevision: 1, ...times });
  for (const { windowId: id } of settings.windows)
    recorder.do({ type: 'OpenWindow', windowId: id, ...times });
};

const uuidAt = (index: number) =>
  ticketId(`00000000-0000-4000-8000-${String(index * 7_919).padStart(12, '0')}`);

const arrive = (recorder: Recorder, index: number, queue: QueueId): void => {
  const times = now(instant(openedAt + index * 1_000));
  const id = uuidAt(index);
  const wanted = { queueId: queue, number: null, subscriberId: null } as const;
  const priority = index % 17 === 0 ? 'priority' : 'normal';
  recorder.do({ type: 'IssueTicket', ticketId: id, priority, ...wanted, ...times });
  const subscriber = subscriberId(index.toString(16).padStart(32, '0'));
  recorder.do({ type: 'BindTicket', ticketId: id, subscriberId: subscriber, ...times });
};

const serve = (recorder: Recorder, index: number): void => {
  const times = now(instant(openedAt + index * 1_000 + 500));
  const atWindow = { windowId: windowAt(index * 7), ...times };
  recorder.do({ type: 'CallNext', ...atWindow });
  recorder.do({ type: 'StartService', ...atWindow });
};

/**
 * A day on which so many people take a number, bind it, are called and served: about five events
 * each. @param waiting how many stand in line while the day is at its busiest
 */
export const recordBusyDay = (tickets: number, waiting: number): readonly HallEvent[] => {
  const recorder = new Recorder();
  open(recorder, busySettings);
  for (let index = 0; index < tickets; index += 1) {
    arrive(recorder, index, queueAt(index));
    if (index >= waiting) serve(recorder, index);
  }
  return recorder.events;
};

const orderedBy = (order: OrderRule): HallSettings => ({
  ...busySettings,
  priorities: busySettings.priorities.map((one) =>
    one.id === normalPriority ? one : { ...one, headStartSeconds: 600, share: 3 },
  ),
  queues: busySettings.queues.map((queue) => ({ ...queue, order, lockedHead: 2 })),
});

/** The same hall with so many people waiting in one queue, which is under an order rule. */
export const crowdedHall = (waiting: number, order: OrderRule): HallState => {
  const recorder = new Recorder();
  open(recorder, orderedBy(order));
  for (let index = 0; index < waiting; index += 1) arrive(recorder, index, queueAt(0));
  return recorder.state;
};
