import type { CommandAuthor } from '../domain/hall/commands.js';
import type { EventContext } from './events/codec.js';
import type { Actor, Invocation } from './ports/inbound/invocation.js';
import { tracedBy } from './ports/tracer.js';

/** Who did it, as metadata shows it: never a name, never an openid. */
export const actorName = (actor: Actor): string => {
  switch (actor.kind) {
    case 'token':
      return `${actor.role}:${actor.tokenId}`;
    case 'holder':
      return `holder:${actor.subscriberId}`;
    default:
      return `service:${actor.name}`;
  }
};

/** Who acts, as the rules of a hall ask for it; nothing for the service itself. */
export const authorOf = (actor: Actor): { by?: CommandAuthor } => {
  if (actor.kind === 'service') return {};
  return actor.kind === 'holder'
    ? { by: { tokenId: null, role: 'holder' } }
    : { by: { tokenId: actor.tokenId, role: actor.role } };
};

/** The context under which an invocation's events are written. */
export const contextOf = (by: Invocation): EventContext => ({
  correlationId: by.correlationId,
  causationId: by.idempotency?.commandId ?? by.correlationId,
  by: actorName(by.actor),
  ...tracedBy(by),
});

/** What a part of the service does by itself, because of `correlationId`. */
export const serviceInvocation = (
  name: string,
  correlationId: string,
  traceparent?: string,
): Invocation => ({
  actor: { kind: 'service', name },
  correlationId,
  idempotency: null,
  ...tracedBy({ traceparent }),
});

/** What a caller's keys are scoped to: a token, or a person across all of theirs. */
export const actorScope = (actor: Actor): string => {
  switch (actor.kind) {
    case 'token':
      return actor.tokenId;
    case 'holder':
      return actor.subscriberId;
    default:
      return actor.name;
  }
};
