import { ticketOf } from '../../domain/hall/queries.js';
import type { RunningHall, Ticket } from '../../domain/hall/state.js';
import { epochMs, instant, type Instant, type TemplateId } from '../../domain/ids.js';
import { cardStateOf, cardTemplate } from '../../domain/message/card.js';
import type { MessageDecision } from '../../domain/message/events.js';
import * as orderedMap from '../../domain/ordered-map.js';
import { messageId } from '../../domain/streams.js';
import { policyVersion, type PolicyVersion } from './policy-version.js';
import type { Due, HallFact, PolicyState } from './policy-state.js';
import { thresholdOf } from './threshold.js';

/** Writes out what is due, less what is off, unbound, or decided already in this stay. */
export const recordDecisions = (
  state: PolicyState & { hall: RunningHall },
  fact: HallFact,
  due: readonly Due[],
): { state: PolicyState; decisions: readonly MessageDecision[] } => {
  let { decided } = state;
  const decisions: MessageDecision[] = [];
  for (const one of due) {
    const decision = decide(state, fact, one);
    if (decision === null || orderedMap.has(decided, decision.messageId)) continue;
    decided = orderedMap.set(decided, decision.messageId, true);
    decisions.push(decision);
  }
  return { state: { ...state, decided }, decisions };
};

const decide = (
  state: PolicyState & { hall: RunningHall },
  fact: HallFact,
  due: Due,
): MessageDecision | null => {
  const { hall } = state;
  const ticket = ticketOf(hall, due.ticketId);
  const settings = hall.settings.messages[due.kind];
  if (ticket === undefined || ticket.subscriberId === null) return null;
  const templateId = settings.templateId ?? cardTemplateOf(hall, due.kind);
  if (!settings.enabled || templateId === null) return null;
  const { kind, ahead, windowId } = due;
  const { stream, revision, eventId, event } = fact;
  return decisionOf(hall, ticket, {
    policyVersion: state.version,
    kind,
    ahead,
    windowId,
    templateId,
    subscriberId: ticket.subscriberId,
    threshold: thresholdOf(hall, ticket, state.threshold),
    expiresAt: expiry(event.at, settings.ttlSeconds, state.dayEnd),
    cause: { stream, revision, eventId, type: event.type },
  });
};

/** What a decision says beyond its ticket. */
type Particulars = Pick<
  MessageDecision,
  | 'kind'
  | 'subscriberId'
  | 'templateId'
  | 'ahead'
  | 'threshold'
  | 'windowId'
  | 'expiresAt'
  | 'cause'
>;

/** Writes out a decision on a ticket's present stay. */
export const decisionOf = (
  hall: RunningHall,
  { ticketId, queueId, number, stay }: Ticket,
  {
    kind,
    subscriberId,
    templateId,
    ahead,
    threshold,
    windowId,
    policyVersion: version = policyVersion,
    ...rest
  }: Particulars & Readonly<{ policyVersion?: PolicyVersion }>,
): MessageDecision => ({
  messageId: messageId(ticketId, kind, stay),
  kind,
  hallId: hall.hallId,
  businessDay: hall.businessDay,
  queueId,
  ticketId,
  number,
  stay,
  subscriberId,
  templateId,
  ahead,
  // Of a queue that is gone nobody is near; what is recorded of it is a count all the same.
  threshold: Math.max(0, threshold),
  windowId,
  policyVersion: version,
  ...rest,
});

/** A kind that the hall sends by service cards needs no template: nobody can accept the one named. */
const cardTemplateOf = ({ settings }: RunningHall, kind: Due['kind']): TemplateId | null =>
  settings.card?.enabled === true && cardStateOf[kind] !== undefined ? cardTemplate : null;

/** So long after its cause, and never past the day's end where that is known. */
export const expiry = (at: Instant, ttlSeconds: number, dayEnd: Instant | null): Instant => {
  const last = epochMs(at) + ttlSeconds * 1000;
  return instant(dayEnd === null ? last : Math.min(last, epochMs(dayEnd)));
};
