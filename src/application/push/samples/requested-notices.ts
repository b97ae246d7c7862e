import type { RunningHall, Ticket } from '../../../domain/hall/state.js';
import { epochMs, type MessageId, type SubscriberId } from '../../../domain/ids.js';
import { decisionEvent } from '../../../domain/message/decide.js';
import type { MessageDecision } from '../../../domain/message/events.js';
import type { MessageStatus } from '../../../domain/message/state.js';
import { messageStream } from '../../../domain/streams.js';
import type { HallView } from '../../../projections/hall-view.js';
import { requestedNotice, waitingTicketsOf } from '../../../projections/near-turn/requested.js';
import { contextOf } from '../../invocation.js';
import type { Invocation } from '../../ports/inbound/invocation.js';
import { appendAt, type StreamDeps } from '../../writing/stream-writer.js';
import type { CreditStore } from '../../subscribers/credit-store.js';
import type { Answering } from '../router/rules.js';

export type RequestedNoticesDeps = StreamDeps &
  Readonly<{
    /** The days in memory. */
    views: () => readonly HallView[];
    /** How far a message has come; null for one that the log, as far as folded, does not have. */
    statusOf: (id: MessageId) => MessageStatus | null;
    credits: Pick<CreditStore, 'remaining'>;
  }>;

/**
 * What became of asking for the subscribe message of one's ticket.
 * - `decided`: it goes the way of every message from here on.
 * - `already`: its stay has had one, sent or not.
 * - `no_grant`: no acceptance of its template is left.
 */
export type Requested = 'decided' | 'no_ticket' | 'off' | 'no_grant' | 'already';

/** A waiting ticket and the day that it is of. */
export type Waiting = Readonly<{ hall: RunningHall; ticket: Ticket }>;

/** Tickets and messages of whoever asks for their own. */
export class RequestedNotices {
  constructor(private readonly deps: RequestedNoticesDeps) {}

  /** The person's waiting tickets of the open days, in the order in which they were taken. */
  waiting(subscriberId: SubscriberId): readonly Waiting[] {
    return this.deps
      .views()
      .flatMap(({ hall }) =>
        hall.status === 'unopened'
          ? []
          : waitingTicketsOf(hall, subscriberId).map((ticket) => ({ hall, ticket })),
      )
      .toSorted((left, right) => epochMs(left.ticket.issuedAt) - epochMs(right.ticket.issuedAt));
  }

  /**
   * Decides the 排队 of the person's latest waiting ticket; the sender does all the rest.
   * @throws AppError `store_unavailable`
   */
  async request(subscriberId: SubscriberId, { push, by }: Answering): Promise<Requested> {
    const latest = this.waiting(subscriberId).at(-1);
    if (latest === undefined) return 'no_ticket';
    const { stream, eventId } = push;
    const cause = { stream, revision: 0, eventId, type: 'PushReceived' };
    const at = this.deps.clock.now();
    const decision = requestedNotice(latest.hall, latest.ticket, { subscriberId, at, cause });
    if (decision === null) return 'off';
    const status = this.deps.statusOf(decision.messageId);
    // One that is withheld waits for a grant, and goes by itself when there is one.
    if (status !== null && status !== 'withheld') return 'already';
    const remaining = await this.deps.credits.remaining(subscriberId);
    if ((remaining.get(decision.templateId) ?? 0) === 0) return 'no_grant';
    return this.#append(decision, by);
  }

  async #append(decision: MessageDecision, by: Invocation): Promise<Requested> {
    const at = { stream: messageStream(decision.messageId), revision: -1 };
    const event = decisionEvent(decision, this.deps.clock.now());
    const context = { ...contextOf(by), causationId: decision.cause.eventId };
    const written = await appendAt(this.deps, at, { events: [event], context });
    if (written === 'conflict') return 'already';
    this.deps.metrics.count('decisions_total', { kind: decision.kind });
    return 'decided';
  }
}
