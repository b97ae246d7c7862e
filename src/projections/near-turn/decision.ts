import { ticketOf } from '../../domain/hall/queries.js';
import type { RunningHall } from '../../domain/hall/state.js';
import { epochMs, instant, type Instant, type TemplateId } from '../../domain/ids.js';
import { cardStateOf, cardTemplate } from '../../domain/message/card.js';
import type { MessageDecision } from '../../domain/message/events.js';
import * as orderedMap from '../../domain/ordered-map.js';
import { messageId } from '../../domain/streams.js';
import { policyVersion } from './policy-version.js';
import type { Due, HallFact, PolicyState } from './policy.js';
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
  return {
    messageId: messageId(ticket.ticketId, due.kind, ticket.stay),
    kind: due.kind,
    hallId: hall.hallId,
    businessDay: hall.businessDay,
    queueId: ticket.queueId,
    ticketId: ticket.ticketId,
    number: ticket.number,
    stay: ticket.stay,
    subscriberId: ticket.subscriberId,
    templateId,
    ahead: due.ahead,
    // Of a queue that is gone nobody is near; what is recorded of it is a count all the same.
    threshold: Math.max(0, thresholdOf(hall, ticket, state.threshold)),
    windowId: due.windowId,
    policyVersion,
    expiresAt: expiry(state, fact, settings.ttlSeconds),
    cause: {
      stream: fact.stream,
      revision: fact.revision,
      eventId: fact.eventId,
      type: fact.event.type,
    },
  };
};

/** A kind that the hall sends by service cards needs no template: nobody can accept the one named. */
const cardTemplateOf = ({ settings }: RunningHall, kind: Due['kind']): TemplateId | null =>
  settings.card?.enabled === true && cardStateOf[kind] !== undefined ? cardTemplate : null;

const expiry = (state: PolicyState, fact: HallFact, ttlSeconds: number): Instant => {
  const last = epochMs(fact.event.at) + ttlSeconds * 1000;
  return instant(state.dayEnd === null ? last : Math.min(last, epochMs(state.dayEnd)));
};
