import { recentNumberOf } from '../../projections/recent-number.js';
import type { HallView } from '../../projections/hall-view.js';
import { predict } from '../../domain/hall/estimate/predict.js';
import { ticketOf } from '../../domain/hall/queries.js';
import type { HallState, RunningHall } from '../../domain/hall/state.js';
import type { BusinessDay, HallId, Instant } from '../../domain/ids.js';
import {
  cardContent,
  cardStateOf,
  queueCard,
  type CardRequest,
} from '../../domain/message/card.js';
import type { MessageDecision } from '../../domain/message/events.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';
import { mayTake, type DecidedMessage } from '../../domain/message/state.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { SendOptions, SendOutcome } from '../ports/message-sender.js';
import type { CardHolder, ServiceCards } from '../ports/service-cards.js';
import type { CardOffers } from '../subscribers/card-offers.js';

/** What WeChat says of a code that it will never take again; another tap gives another. */
const deadCodes: ReadonlySet<number> = new Set([40003, 85436, 85437, 85438, 85448]);

export type CardChannelDeps = Readonly<{
  now: () => Instant;
  wechat: Pick<ServiceCards, 'set'>;
  offers: Pick<CardOffers, 'offeredFor' | 'end'>;
  /** The day as shown; null where it is not in memory. */
  viewOf: (hallId: HallId, day: BusinessDay) => HallView | null;
}>;

/** Service cards as a way for messages: whom they are for, what they show, and how they are updated. */
export class CardChannel {
  constructor(private readonly deps: CardChannelDeps) {}

  /**
   * The code of the card that is to say a message; null where a subscribe message is to.
   * @throws AppError `store_unavailable`
   */
  async codeFor(hall: HallState, message: DecidedMessage): Promise<string | null> {
    if (hall.status === 'unopened' || hall.settings.card?.enabled !== true) return null;
    if (!mayTake(message, 'card')) return null;
    const { decision } = message;
    if (this.requestFor(hall, decision) === null) return null;
    const offered = await this.deps.offers.offeredFor(decision.subscriberId, decision.ticketId);
    return offered?.code ?? null;
  }

  /** The update that says a message; null where the card has no words for it. */
  requestFor(hall: RunningHall, decision: MessageDecision): CardRequest | null {
    const { card } = hall.settings;
    const status = cardStateOf[decision.kind];
    const ticket = ticketOf(hall, decision.ticketId);
    if (card === undefined || status === undefined || ticket === undefined) return null;
    const view = this.deps.viewOf(decision.hallId, decision.businessDay);
    // 0 shows no waiting time.
    const { low, high } = predict(hall, ticket, this.deps.now()) ?? { low: 0, high: 0 };
    const content = cardContent(status, {
      queue_number: decision.number,
      current_number: recentNumberOf(view, decision.queueId) ?? decision.number,
      wxa_path_query: card.page.replaceAll('{ticketId}', decision.ticketId),
      min_wait_time: low,
      max_wait_time: high,
      ...(card.tableType === null ? {} : { table_type: card.tableType }),
    });
    if (content === null) return null;
    return { channel: 'card', notify_type: queueCard, content_json: content };
  }

  send(holder: CardHolder, request: CardRequest, options: SendOptions): Promise<SendOutcome> {
    return this.deps.wechat.set(holder, request, options);
  }

  /**
   * Notes that a code is dead, so that the ticket's next message does not try it.
   * @throws AppError `store_unavailable`
   */
  async noteOutcome(
    outcome: AttemptOutcome,
    { decision, code, by }: Readonly<{ decision: MessageDecision; code: string; by: Invocation }>,
  ): Promise<void> {
    if (outcome.outcome !== 'rejected' || !deadCodes.has(outcome.errcode)) return;
    const { subscriberId, ticketId } = decision;
    const reason = String(outcome.errcode);
    await this.deps.offers.end(subscriberId, { ticketId, reason, code }, by);
  }
}
