import { cardStateOf, queueCard } from '../../domain/message/card.js';
import type { DeliveryReport } from '../../domain/message/events.js';
import type { DecidedMessage, MessageStatus } from '../../domain/message/state.js';
import { serviceInvocation } from '../invocation.js';
import type { LiveMessages } from '../live/live-messages.js';
import type { Logger } from '../ports/logger.js';
import type { StreamDeps } from '../writing/stream-writer.js';
import type { CardOffers } from '../subscribers/card-offers.js';
import { recordDelivery } from './delivery-reports.js';
import type { RecordedPush } from './recorded-push.js';
import { RetryingTasks } from './retrying.js';

/** WeChat's name of the event. */
const cardFailure = 'notify_service_msg_send_result';

/** A message that WeChat may have taken; of one whose failure is recorded the push is repeated. */
const mayBeMeant: ReadonlySet<MessageStatus> = new Set([
  'sending',
  'in_doubt',
  'sent',
  'undelivered',
]);

export type CardFailuresDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    messages: Pick<LiveMessages, 'all' | 'get'>;
    offers: Pick<CardOffers, 'end'>;
  }>;

type Failure = Readonly<{ push: RecordedPush; status: number; report: DeliveryReport }>;
/** A failure, and the one card that it can be about as of its place in the log. */
type Matched = Failure & Readonly<{ message: DecidedMessage | null }>;

/**
 * Service cards that WeChat took and then could not show: the message is undelivered, and the
 * ticket's next one goes another way. The code of the push is not kept, so the message is found by
 * its person and by the state that the card was to show.
 */
export class CardFailures {
  readonly #waiting: Matched[] = [];
  readonly #tasks: RetryingTasks;
  #live = false;

  constructor(
    private readonly deps: CardFailuresDeps,
    /** How long this instance lets the others go first, in milliseconds. */
    private readonly turnMs: (id: string) => number,
  ) {
    this.#tasks = new RetryingTasks(deps);
  }

  /** Takes in a push; false for one that is none of these. */
  received(push: RecordedPush): boolean {
    if (push.event.data.kind !== cardFailure) return false;
    const failure = failureOf(push);
    // Now, not at the start's end: what the log has after it, it cannot be about.
    const matched = { ...failure, message: this.#messageOf(failure) };
    if (!this.#live) this.#waiting.push(matched);
    else this.#judge(matched);
    return true;
  }

  /** The log's past is folded: acts on every push that it left without effect. */
  goLive(): void {
    this.#live = true;
    for (const matched of this.#waiting.splice(0)) this.#judge(matched);
  }

  /** Waits for what is under way. */
  stop(): Promise<void> {
    return this.#tasks.stop();
  }

  #judge({ message, ...failure }: Matched): void {
    if (message === null) return this.#unmatched(failure);
    // Recorded already, by this push or by another instance.
    const { messageId } = message.decision;
    if (this.deps.messages.get(messageId)?.state.status === 'undelivered') return;
    const { key } = failure.push;
    this.#tasks.start(key, this.turnMs(key), () => this.#record(failure, message));
  }

  /** The one card of the person that was to show that state; the latest of several of one ticket. */
  #messageOf({ push, status }: Failure): DecidedMessage | null {
    const { subscriberId } = push.event.data;
    const fitting = [...this.deps.messages.all()]
      .map(({ state }) => state)
      .filter(({ decision }) => decision.subscriberId === subscriberId)
      .filter((one) => one.channel === 'card' && mayBeMeant.has(one.status))
      .filter(({ decision }) => cardStateOf[decision.kind] === status);
    const tickets = new Set(fitting.map(({ decision }) => decision.ticketId));
    return tickets.size === 1 ? (fitting.at(-1) ?? null) : null;
  }

  async #record({ push, report }: Failure, { decision }: DecidedMessage): Promise<void> {
    const { event, eventId, traceparent } = push;
    const traced = traceparent === undefined ? {} : { traceparent };
    const told = { report, occurredAt: event.occurredAt, eventId, ...traced };
    const isOurs = await recordDelivery(this.deps, decision.messageId, told);
    if (!isOurs) return this.#unmatched({ push, report });
    const { subscriberId, ticketId } = decision;
    const by = serviceInvocation('wechat', eventId, traceparent);
    const reason = `fail_ret ${report.errorCode}`;
    await this.deps.offers.end(subscriberId, { ticketId, reason }, by);
  }

  #unmatched({ push, report }: Pick<Failure, 'push' | 'report'>): void {
    const { key, correlationId } = push;
    const { outcome, errorCode } = report;
    this.deps.metrics.count('push_unmatched_total');
    const reason = 'no_single_card';
    this.deps.logger.warn(
      { push: key, correlationId, outcome, errorCode, reason },
      'push_unmatched',
    );
  }
}

const failureOf = (push: RecordedPush): Failure => {
  const [item = {}] = push.event.data.items;
  const { notify_type: type, card_status: status, fail_ret: code = '', fail_msg: text = '' } = item;
  return {
    push,
    status: type === String(queueCard) ? Number(status) : NaN,
    report: { msgid: null, outcome: 'undelivered', errorCode: code, errorStatus: text.trim() },
  };
};
