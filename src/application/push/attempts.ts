import {
  epochMs,
  type Instant,
  type MessageId,
  type SubscriberId,
  type TemplateId,
} from '../../domain/ids.js';
import { channelOf, type MessageEvent } from '../../domain/message/events.js';
import { noCreditAfterPossiblySent, type DecidedMessage } from '../../domain/message/state.js';
import type { LiveMessages } from '../live/live-messages.js';
import type { Position } from '../ports/event-store.js';

/** How long before WeChat's report the attempt may have been made. */
const windowMs = 5 * 60_000;
/** WeChat's clock and ours are not the same, and it writes whole seconds. */
const skewMs = 60_000;

/** An attempt that WeChat may have accepted, under an id that we do not know. */
type Attempt = Readonly<{ at: Instant; position: Position }>;
type Unsettled = Readonly<{ attempts: ReadonlyMap<number, Attempt>; templateId: TemplateId }>;

/** Of whom and when WeChat reports. */
export type Reported = Readonly<{
  subscriberId: SubscriberId;
  templateId: TemplateId;
  /** WeChat's time of it. */
  at: Instant;
  /** Where the report stands in the log: what was attempted later is not what it speaks of. */
  position: Position;
}>;

/** A message that a report without a known id may be about. */
export type Candidate = Readonly<{ messageId: MessageId; underWay: boolean }>;

/** The attempts of which nobody knows under which id, if at all, WeChat accepted them; by person. */
export class UnsettledAttempts {
  readonly #people = new Map<SubscriberId, Map<MessageId, Unsettled>>();

  constructor(private readonly messages: Pick<LiveMessages, 'get'>) {}

  /** Takes in one event of a message, which `state` is after. */
  fold(event: MessageEvent, state: DecidedMessage, position: Position): void {
    const { subscriberId, messageId, templateId } = state.decision;
    const theirs = this.#people.get(subscriberId) ?? new Map<MessageId, Unsettled>();
    const before = theirs.get(messageId)?.attempts ?? new Map<number, Attempt>();
    const attempts = after(before, event, position);
    if (attempts === before) return;
    if (attempts.size > 0) theirs.set(messageId, { attempts, templateId });
    else theirs.delete(messageId);
    if (theirs.size > 0) this.#people.set(subscriberId, theirs);
    else this.#people.delete(subscriberId);
  }

  /** The messages with an attempt that fits the report. */
  candidates(reported: Reported): readonly Candidate[] {
    const theirs = this.#people.get(reported.subscriberId) ?? new Map<MessageId, Unsettled>();
    return [...theirs].flatMap(([messageId, { attempts, templateId }]) => {
      const state = this.messages.get(messageId)?.state;
      if (state === undefined || templateId !== reported.templateId) return [];
      const fitting = [...attempts].filter(([, attempt]) => fits(attempt, reported));
      if (fitting.length === 0) return [];
      const underWay =
        state.status === 'sending' && fitting.some(([number]) => number === state.attempts);
      return [{ messageId, underWay }];
    });
  }
}

const fits = (attempt: Attempt, { at, position }: Reported): boolean => {
  const beforeMs = epochMs(at) - epochMs(attempt.at);
  return attempt.position < position && beforeMs <= windowMs && beforeMs >= -skewMs;
};

const without = (
  attempts: ReadonlyMap<number, Attempt>,
  number: number,
): ReadonlyMap<number, Attempt> =>
  attempts.has(number) ? new Map([...attempts].filter(([one]) => one !== number)) : attempts;

const none: ReadonlyMap<number, Attempt> = new Map();

/** Only what is known for sure takes an attempt out: a person's "sent" names no id. */
const after = (
  attempts: ReadonlyMap<number, Attempt>,
  event: MessageEvent,
  position: Position,
): ReadonlyMap<number, Attempt> => {
  switch (event.type) {
    case 'SendAttempted':
      // Of a service card there is no such report.
      return channelOf(event.data.request) === 'card'
        ? attempts
        : new Map(attempts).set(event.data.attempt, { at: event.at, position });
    case 'MessageSent':
      return event.data.msgid === null ? attempts : without(attempts, event.data.attempt);
    case 'SendRejected':
      return without(attempts, event.data.attempt);
    case 'SendDeferred': {
      const { attempt, possiblySent } = event.data;
      return attempt === null || possiblySent ? attempts : without(attempts, attempt);
    }
    case 'MessageInDoubt':
      // Refused for want of a credit, that is; in doubt is the attempt before it.
      return event.data.reason === noCreditAfterPossiblySent
        ? without(attempts, event.data.attempt)
        : attempts;
    case 'DeliveryReported':
      return attempts.size === 0 ? attempts : none;
    case 'MessageResolved':
      return event.data.outcome === 'sent' || attempts.size === 0 ? attempts : none;
    default:
      return attempts;
  }
};
