import type { components } from '../../api/schema.js';
import type { Entry } from './journal.js';

export type Desk = components['schemas']['Desk'];
export type CounterHall = components['schemas']['CounterHall'];
export type WindowView = components['schemas']['Window'];
export type Ticket = NonNullable<components['schemas']['Ticket']>;

/** What a clerk asks for at a window. */
export type Intent =
  | 'call-next'
  | 'call'
  | 'recall'
  | 'start'
  | 'complete'
  | 'no-show'
  | 'hold'
  | 'transfer'
  | 'return'
  | 'open'
  | 'pause'
  | 'close';

/** Why something is not done now; a key of `counter.why`. */
export type Why = 'offline' | 'not_open' | 'no_ticket' | 'started' | 'busy' | 'limit' | 'not_given';

/** All that decides what may be done. */
export type Standing = Readonly<{
  window: WindowView;
  hall: CounterHall;
  online: boolean;
}>;

/** What goes on without the service: what the clerk does with the person in front of them. */
const alone: ReadonlySet<Intent> = new Set<Intent>(['start', 'complete', 'no-show']);

const ofTicket = ({ ticket }: WindowView, intent: Intent, hall: CounterHall): Why | null => {
  if (ticket === null) return 'no_ticket';
  if (intent === 'start' && ticket.state !== 'called') return 'started';
  const { recallLimit, afterRecalls } = hall;
  const isSpent = recallLimit !== null && ticket.recalls >= recallLimit;
  return intent === 'recall' && isSpent && afterRecalls === 'refuse' ? 'limit' : null;
};

const ofCalls = ({ window, hall }: Standing, intent: Intent): Why | null => {
  if (window.state !== 'open') return 'not_open';
  if (intent === 'call' && hall.callGiven === 'nobody') return 'not_given';
  return intent === 'call-next' && window.ticket !== null && hall.busyWindow === 'reject'
    ? 'busy'
    : null;
};

/** Why an intent is refused now, before the service is asked; null: it may be tried. */
export const whyNot = (standing: Standing, intent: Intent): Why | null => {
  const { window, hall, online } = standing;
  if (!online && !alone.has(intent)) return 'offline';
  switch (intent) {
    case 'call-next':
    case 'call':
      return ofCalls(standing, intent);
    case 'open':
    case 'pause':
    case 'close':
      return null;
    default:
      return ofTicket(window, intent, hall);
  }
};

/** What has to be asked before somebody else is called; null: nothing. */
export const beforeCalling = (
  { window, hall }: Standing,
  intent: Intent,
): 'outcome' | 'finish' | null => {
  if (window.ticket === null) return null;
  // Who is named by a click may be a slip of the hand: the one at the window is never lost by it.
  if (intent === 'call') return 'finish';
  return hall.outcomes.length > 0 ? 'outcome' : null;
};

/** The window when what the service does not know yet has happened. */
export const withJournal = (window: WindowView, entries: readonly Entry[]): WindowView =>
  entries.reduce<WindowView>((now, { type, windowId, number }) => {
    if (windowId !== now.windowId || now.ticket?.number !== number) return now;
    return type === 'ServiceStarted'
      ? { ...now, ticket: { ...now.ticket, state: 'serving' } }
      : { ...now, ticket: null };
  }, window);

const isHere = ({ windowId }: WindowView, ticket: Ticket): boolean =>
  ticket.windowId === windowId && (ticket.state === 'called' || ticket.state === 'serving');

/** The window after a command's own answer, before anything else is heard. */
export const afterAnswer = (
  window: WindowView,
  answer: Readonly<{ ticket: Ticket | null; waiting?: number }>,
): WindowView => {
  const { ticket, waiting = window.waiting } = answer;
  if (ticket === null) return { ...window, ticket: null, waiting };
  const next = window.next.filter((number) => number !== ticket.number);
  // What was done to another ticket leaves the one at the window as it is.
  const left = window.ticket?.ticketId === ticket.ticketId ? null : window.ticket;
  return { ...window, waiting, next, ticket: isHere(window, ticket) ? ticket : left };
};

/** The report of an intent that goes on without the service. */
export const reportOf = (intent: Intent): Entry['type'] | null => {
  switch (intent) {
    case 'start':
      return 'ServiceStarted';
    case 'complete':
      return 'TicketCompleted';
    case 'no-show':
      return 'TicketNoShow';
    default:
      return null;
  }
};

/** The keys of the board, as the buttons show them. */
export const shortcuts: Readonly<Record<string, Intent>> = {
  ' ': 'call-next',
  r: 'recall',
  s: 'start',
  Enter: 'complete',
  n: 'no-show',
};

type Pressed = Readonly<{
  key: string;
  repeat: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}>;

/** What a key asks for. Held down it asks once, and with Ctrl, Alt or Meta it is the browser's. */
export const intentOf = (pressed: Pressed): Intent | null => {
  const { key, repeat, altKey, ctrlKey, metaKey, isComposing } = pressed;
  if (repeat || altKey || ctrlKey || metaKey || isComposing) return null;
  return shortcuts[key.length === 1 ? key.toLowerCase() : key] ?? null;
};

/** What would reach somebody else, or the whole hall, if a double click counted twice. */
const once: ReadonlySet<Intent> = new Set<Intent>(['call-next', 'call', 'recall']);
/** Within so long a second call is the same click, in milliseconds. */
const sameClickMs = 600;

/** Tells a double click from two clicks. */
export const createClicks = (now: () => number) => {
  let last: Readonly<{ intent: Intent; at: number }> | null = null;
  /** @returns whether it counts */
  return (intent: Intent): boolean => {
    const at = now();
    const isSame = last?.intent === intent && at - last.at < sameClickMs && once.has(intent);
    if (!isSame) last = { intent, at };
    return !isSame;
  };
};

/** How long a 过号 can be taken back, in milliseconds. */
export const undoMs = 30_000;

/** mm:ss, or h:mm:ss. */
export const clockOf = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
};
