import type { RunningHall, Ticket } from '../../../domain/hall/state.js';
import type { MessageId, SubscriberId } from '../../../domain/ids.js';
import { decisionEvent } from '../../../domain/message/decide.js';
import type { MessageDecision } from '../../../domain/message/events.js';
import { messageStream } from '../../../domain/streams.js';
import type { HallView } from '../../../projections/hall-view.js';
import { requestedNotice, waitingTicketsOf } from '../../../projections/near-turn/requested.js';
import { contextOf } from '../../invocation.js';
import type { Invocation } from '../../ports/inbound.js';
import { appendAt, type StreamDeps } from '../../stream-writer.js';
import type { CreditStore } from '../../subscribers/credit-store.js';
import type { Answering } from '../router/rules.js';

export type RequestedNoticesDeps = StreamDeps &
  Readonly<{
    /** The days in memory. */
    views: () => readonly HallView[];
    /** Whether a message is in the log, as far as it has been folded. */
    isDecided: (id: MessageId) => boolean;
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

  /** The person's waiting tickets of the open days. */
  waiting(subscriberId: SubscriberId): readonly Waiting[] {
    return this.deps
      .views()
      .flatMap(({ hall }) =>
        hall.status === 'unopened'
          ? []
          : waitingTicketsOf(hall, subscriberId).map((ticket) => ({ hall, ticket })),
      );
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
    if (this.deps.isDecided(decision.messageId)) return 'already';
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
