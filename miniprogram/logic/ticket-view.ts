import type { Board, Subscription, Ticket } from './answers.js';
import { isEnded } from './follow.js';
import { fill, type Texts } from './languages.js';
import { timeOfDay } from './words.js';
import { templatesToAsk } from './subscribe.js';

/** Where a person stands, as the page shows it. */
export type Phase = keyof Texts['phases'];

/** What the ticket page shows. */
export type TicketView = Readonly<{
  ticketId: string;
  number: string;
  phase: Phase;
  headline: string;
  hint: string;
  place: string;
  /** Set while the person waits. */
  ahead: number | null;
  isNext: boolean;
  isNear: boolean;
  estimate: string;
  /** The window to go to; empty where there is none to name. */
  windowName: string;
  issuedAt: string;
  /** Shown where it is another than the usual one. */
  priorityName: string;
  outcome: string;
  route: readonly Readonly<{ queueId: string; name: string; state: string; label: string }>[];
  /** What the person may choose to be told at; 0: as the hall tells. */
  reminders: readonly Readonly<{ ahead: number; label: string; chosen: boolean }>[];
  canRate: boolean;
  ratingReasons: readonly string[];
  isEnded: boolean;
  /** The person's turn has not come: there is something to be told of. */
  isToCome: boolean;
  canSubscribe: boolean;
  subscribeLabel: string;
  remaining: readonly Readonly<{ kind: string; label: string; left: string }>[];
  canOfferCard: boolean;
  canGiveUp: boolean;
}>;

const phases: Readonly<Record<string, Phase>> = {
  waiting: 'waiting',
  called: 'called',
  serving: 'serving',
  held: 'held',
  no_show: 'missed',
  completed: 'completed',
  cancelled: 'cancelled',
  expired: 'expired',
};

export const phaseOf = (state: string): Phase => phases[state] ?? 'other';

const secondsPerMinute = 60;
const usualPriority = 'normal';

const estimateText = (texts: Texts, { estimate, unserved }: Ticket): string => {
  if (unserved) return texts.ticket.unserved;
  if (estimate === null) return texts.ticket.noEstimate;
  const low = Math.floor(estimate.low / secondsPerMinute);
  const high = Math.ceil(estimate.high / secondsPerMinute);
  if (high <= 1) return texts.ticket.estimateSoon;
  if (low < 1) return fill(texts.ticket.estimateUpTo, { minutes: high });
  return high - low <= 1
    ? fill(texts.ticket.estimateMinutes, { minutes: high })
    : fill(texts.ticket.estimateBand, { low, high });
};

/** The places of a visit to several counters. */
const routeRows = (texts: Texts, { route }: Ticket, board: Board | null): TicketView['route'] =>
  route.map(({ queueId, state }) => {
    const known: Readonly<Record<string, string>> = texts.route;
    return {
      queueId,
      name: board?.queues.find((one) => one.queueId === queueId)?.name ?? queueId,
      state,
      label: known[state] ?? '',
    };
  });

/** At which places a person may ask to be told; none: as the hall tells. */
const reminderChoices = [5, 10, 20] as const;

const reminderRows = (texts: Texts, { reminderAhead }: Ticket): TicketView['reminders'] =>
  [null, ...reminderChoices].map((ahead) => ({
    ahead: ahead ?? 0,
    label:
      ahead === null ? texts.ticket.reminderOff : fill(texts.ticket.reminderAt, { count: ahead }),
    chosen: reminderAhead === ahead,
  }));

/** A near-turn message that the hall has decided on says that it is near, whether it arrived or not. */
const isNearTurn = ({ state, messages }: Ticket): boolean =>
  state === 'waiting' && (messages ?? []).some(({ kind }) => kind === 'near-turn');

const kindLabel = (texts: Texts, kind: string): string => {
  const known: Readonly<Record<string, string>> = texts.kinds;
  return known[kind] ?? kind;
};

/** How many messages of each kind may still come. */
export const remainingRows = (
  texts: Texts,
  subscriptions: readonly Subscription[],
): TicketView['remaining'] =>
  subscriptions.map(({ kind, remaining, longTerm }) => ({
    kind,
    label: kindLabel(texts, kind),
    left:
      longTerm === true && remaining > 0
        ? texts.settings.lasting
        : fill(texts.settings.remaining, { count: remaining }),
  }));

const placeOf = (board: Board | null, { queueId }: Ticket): string => {
  if (board === null) return '';
  const queue = board.queues.find((one) => one.queueId === queueId)?.name;
  return queue === undefined ? board.name : `${board.name} · ${queue}`;
};

/** What to show of a ticket. */
export const ticketView = (
  texts: Texts,
  ticket: Ticket,
  board: Board | null = null,
): TicketView => {
  const phase = phaseOf(ticket.state);
  const isWaiting = phase === 'waiting';
  const isOver = isEnded(ticket);
  const subscriptions = ticket.subscriptions ?? [];
  // Who has been called needs to be told of nothing that comes before.
  const isToCome = !isOver && phase !== 'called' && phase !== 'serving';
  const asked = isToCome ? templatesToAsk(subscriptions) : [];
  const hasAny = subscriptions.some(({ remaining }) => remaining > 0);
  return {
    ticketId: ticket.ticketId,
    number: ticket.number,
    phase,
    headline: texts.phases[phase],
    hint: texts.phaseHints[phase],
    place: placeOf(board, ticket),
    ahead: isWaiting ? ticket.ahead : null,
    isNext: isWaiting && ticket.ahead === 0,
    isNear: isNearTurn(ticket),
    estimate: isWaiting ? estimateText(texts, ticket) : '',
    windowName: phase === 'called' || phase === 'serving' ? (ticket.window?.name ?? '') : '',
    issuedAt: timeOfDay(ticket.issuedAt),
    priorityName: ticket.priority === usualPriority ? '' : ticket.priorityName,
    outcome: ticket.outcome ?? '',
    route: routeRows(texts, ticket, board),
    reminders: isWaiting || phase === 'held' ? reminderRows(texts, ticket) : [],
    canRate: ticket.rating !== null && phase === 'completed',
    ratingReasons: ticket.rating?.reasons ?? [],
    isEnded: isOver,
    isToCome,
    canSubscribe: asked.length > 0,
    subscribeLabel: hasAny ? texts.ticket.subscribeMore : texts.ticket.subscribe,
    remaining: isOver ? [] : remainingRows(texts, subscriptions),
    canOfferCard: isToCome && ticket.card?.offered === false,
    canGiveUp: isWaiting || phase === 'held' || phase === 'missed',
  };
};
