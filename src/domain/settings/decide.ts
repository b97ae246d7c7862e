import { accept, exhaustive, refuse, type Decision } from '../event.js';
import type { Instant, QueueId, WindowId } from '../ids.js';
import type { SettingsEvent } from './events.js';
import type { HallProfile, HallSettings, QueueSettings, WindowSettings } from './settings.js';
import { queueOf, windowOf } from './settings.js';

export type SettingsState = Readonly<{
  /** Null until the hall is configured. */
  settings: HallSettings | null;
  /** Of the settings stream; -1 while it is empty. */
  revision: number;
  /** When the hall was first configured: it has no day before. */
  since: Instant | null;
}>;

export const noSettings: SettingsState = Object.freeze({
  settings: null,
  revision: -1,
  since: null,
});

type Command<Type extends string, Data extends object> = Readonly<
  { type: Type; at: Instant } & Data
>;

export type SettingsCommand =
  | Command<'ConfigureHall', { profile: HallProfile }>
  | Command<'ConfigureQueue', { queue: QueueSettings }>
  | Command<'ConfigureWindow', { window: WindowSettings }>
  | Command<'RemoveQueue', { queueId: QueueId }>
  | Command<'RemoveWindow', { windowId: WindowId }>;

export type SettingsRefusal =
  | Readonly<{ code: 'unknown_hall' }>
  | Readonly<{ code: 'unknown_queue'; queueId: QueueId }>
  | Readonly<{ code: 'unknown_window'; windowId: WindowId }>
  | Readonly<{ code: 'prefix_taken'; prefix: string; queueId: QueueId }>;

type Decided = Decision<SettingsEvent, SettingsRefusal>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Whether two values say the same, in whatever order an object names its fields. */
const same = (left: unknown, right: unknown): boolean => {
  if (!isObject(left) || !isObject(right)) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
};

/** Decides one change of a hall's settings; what is so already makes no event. */
export const decideSettings = (state: SettingsState, command: SettingsCommand): Decided => {
  const { settings } = state;
  if (command.type === 'ConfigureHall') return configureHall(settings, command);
  if (settings === null) return refuse({ code: 'unknown_hall' });
  switch (command.type) {
    case 'ConfigureQueue':
      return configureQueue(settings, command);
    case 'ConfigureWindow':
      return configureWindow(settings, command);
    case 'RemoveQueue':
      return queueOf(settings, command.queueId) === undefined
        ? refuse({ code: 'unknown_queue', queueId: command.queueId })
        : accept(fact('QueueRemoved', command.at, { queueId: command.queueId }));
    case 'RemoveWindow':
      return windowOf(settings, command.windowId) === undefined
        ? refuse({ code: 'unknown_window', windowId: command.windowId })
        : accept(fact('WindowRemoved', command.at, { windowId: command.windowId }));
    default:
      return exhaustive(command);
  }
};

type Of<Type extends SettingsCommand['type']> = Extract<SettingsCommand, { type: Type }>;

const fact = <Type extends string, Data extends object>(type: Type, at: Instant, data: Data) => ({
  type,
  at,
  occurredAt: null,
  data,
});

const configureHall = (settings: HallSettings | null, command: Of<'ConfigureHall'>): Decided => {
  if (settings !== null) {
    const { queues: _queues, windows: _windows, ...profile } = settings;
    if (same(profile, command.profile)) return accept();
  }
  return accept(fact('HallConfigured', command.at, { profile: command.profile }));
};

const configureQueue = (settings: HallSettings, command: Of<'ConfigureQueue'>): Decided => {
  const { queue } = command;
  const owner = settings.queues.find(
    (other) => other.prefix === queue.prefix && other.queueId !== queue.queueId,
  );
  if (owner !== undefined)
    return refuse({ code: 'prefix_taken', prefix: queue.prefix, queueId: owner.queueId });
  return same(queueOf(settings, queue.queueId), queue)
    ? accept()
    : accept(fact('QueueConfigured', command.at, { queue }));
};

const configureWindow = (settings: HallSettings, command: Of<'ConfigureWindow'>): Decided => {
  const { window } = command;
  const unknown = window.queueIds.find((id) => queueOf(settings, id) === undefined);
  if (unknown !== undefined) return refuse({ code: 'unknown_queue', queueId: unknown });
  return same(windowOf(settings, window.windowId), window)
    ? accept()
    : accept(fact('WindowConfigured', command.at, { window }));
};

const replaced = <Item>(
  items: readonly Item[],
  item: Item,
  isSame: (other: Item) => boolean,
): readonly Item[] =>
  items.some(isSame) ? items.map((other) => (isSame(other) ? item : other)) : [...items, item];

/** The settings after one more event at `revision`. */
export const evolveSettings = (
  state: SettingsState,
  event: SettingsEvent,
  revision: number,
): SettingsState => ({
  revision,
  settings: evolved(state.settings, event),
  since: state.since ?? event.at,
});

const evolved = (settings: HallSettings | null, event: SettingsEvent): HallSettings | null => {
  if (event.type === 'HallConfigured')
    return {
      queues: settings?.queues ?? [],
      windows: settings?.windows ?? [],
      ...event.data.profile,
    };
  if (settings === null) return null;
  switch (event.type) {
    case 'QueueConfigured': {
      const { queue } = event.data;
      return {
        ...settings,
        queues: replaced(settings.queues, queue, (other) => other.queueId === queue.queueId),
      };
    }
    case 'WindowConfigured': {
      const { window } = event.data;
      return {
        ...settings,
        windows: replaced(settings.windows, window, (other) => other.windowId === window.windowId),
      };
    }
    case 'QueueRemoved':
      return withoutQueue(settings, event.data.queueId);
    case 'WindowRemoved':
      return {
        ...settings,
        windows: settings.windows.filter(({ windowId }) => windowId !== event.data.windowId),
      };
    default:
      exhaustive(event);
      return settings;
  }
};

// A window cannot serve what is no longer there.
const withoutQueue = (settings: HallSettings, gone: QueueId): HallSettings => ({
  ...settings,
  queues: settings.queues.filter(({ queueId }) => queueId !== gone),
  windows: settings.windows.map((window) => ({
    ...window,
    queueIds: window.queueIds.filter((queueId) => queueId !== gone),
  })),
});
