import { jittered } from '../pauses.js';
import type { Instant, MessageId, SubscriberId } from '../../domain/ids.js';
import { isPast, isShown, type CardRequest } from '../../domain/message/card.js';
import type { MessageEvent } from '../../domain/message/events.js';
import type { DecidedMessage } from '../../domain/message/state.js';
import { messageStream } from '../../domain/streams.js';
import { isAppError } from '../errors.js';
import { serviceInvocation } from '../invocation.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { Resolutions } from '../ports/inbound/auditors.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { CardShown, ServiceCards } from '../ports/service-cards.js';
import { loadStream, type Folding, type StreamDeps } from '../writing/stream-writer.js';
import type { CardOffers } from '../subscribers/card-offers.js';
import { messageFolding, type MessageLog } from './message-log.js';

const mostAnswers = 5;
const firstPauseMs = 2_000;
/** A card that does not show it yet may do so in a moment: believed when it is said twice. */
const enoughNotShown = 2;
/** WeChat's `code_state` of a card that nobody sees any more: abnormal, refused by the person. */
const deadStates: ReadonlySet<number> = new Set([2, 10]);
/** Why: the word of the auditor's timeline. */
const note = 'get_user_notify';

/** How often WeChat was asked about a message, and how often it said that nothing is shown. */
export type Asked = Readonly<{ times: number; notShown: number }>;
export const notAsked: Asked = { times: 0, notShown: 0 };

export type Inquired =
  | Readonly<{ kind: 'settled' | 'given_up' }>
  | Readonly<{ kind: 'again'; inMs: number; asked: Asked }>;

type Attempt = Readonly<{
  log: MessageLog;
  request: CardRequest | null;
  attemptedAt: Instant | null;
}>;

const folding: Folding<Attempt, MessageEvent> = {
  initial: { log: messageFolding.initial, request: null, attemptedAt: null },
  read: messageFolding.read,
  fold: (before, event, revision, metadata) => {
    const after = { ...before, log: messageFolding.fold(before.log, event, revision, metadata) };
    if (event.type !== 'SendAttempted') return after;
    const { request } = event.data;
    return { ...after, request: 'channel' in request ? request : null, attemptedAt: event.at };
  },
};

export type CardInquiryDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    wechat: Pick<ServiceCards, 'get'>;
    offers: Pick<CardOffers, 'offeredFor' | 'end'>;
    openIdOf: (subscriberId: SubscriberId) => Promise<string | null>;
    resolve: Resolutions['resolve'];
  }>;

type Doubtful = Readonly<{ message: DecidedMessage; request: CardRequest; by: Invocation }>;
/** What a card shows, and the code by which it was asked for. */
type Seen = CardShown & Readonly<{ code: string }>;

/** Settles a card whose update is in doubt by looking at what it shows. To ask twice is harmless. */
export class CardInquiry {
  constructor(private readonly deps: CardInquiryDeps) {}

  /** Whether WeChat can be asked about a message: it can about cards, never about subscribe messages. */
  concerns({ status, channel }: DecidedMessage): boolean {
    return status === 'in_doubt' && channel === 'card';
  }

  /** In how many milliseconds to ask for the first, or the next time. */
  pauseMs({ times }: Asked): number {
    return jittered(firstPauseMs * 2 ** times, this.deps.ids.random());
  }

  /** Asks once. @throws AppError `store_unavailable` */
  async ask(id: MessageId, asked: Asked): Promise<Inquired> {
    const { state } = await loadStream(this.deps.store, messageStream(id), folding);
    const { log, request, attemptedAt } = state;
    const { message, correlationId } = log;
    if (message.status === 'undecided' || !this.concerns(message)) return { kind: 'settled' };
    if (request === null || attemptedAt === null) return { kind: 'given_up' };
    const by = serviceInvocation('wechat', correlationId ?? id);
    const shown = await this.#shown(message, attemptedAt);
    if (shown === null) return { kind: 'given_up' };
    if (shown === 'not_known') return this.#again({ ...asked, times: asked.times + 1 });
    return this.#judge({ message, request, by }, shown, asked);
  }

  async #judge(doubtful: Doubtful, shown: Seen, asked: Asked): Promise<Inquired> {
    const { message, request, by } = doubtful;
    const { subscriberId, ticketId } = message.decision;
    const isDead = deadStates.has(shown.codeState);
    if (isDead) {
      const reason = `code_state ${shown.codeState}`;
      await this.deps.offers.end(subscriberId, { ticketId, reason, code: shown.code }, by);
    }
    // First: who has refused the card after it was shown has been told.
    if (shown.content !== null && isShown(shown.content, request))
      return this.#resolve(doubtful, 'sent');
    if (shown.content !== null && isPast(shown.content, request)) return { kind: 'given_up' };
    if (isDead) return this.#resolve(doubtful, 'not_sent');
    const after = { times: asked.times + 1, notShown: asked.notShown + 1 };
    return after.notShown >= enoughNotShown
      ? this.#resolve(doubtful, 'not_sent')
      : this.#again(after);
  }

  #again(asked: Asked): Inquired {
    return asked.times >= mostAnswers
      ? { kind: 'given_up' }
      : { kind: 'again', inMs: this.pauseMs(asked), asked };
  }

  /** Null where there is nothing to ask by: the person, or the card of that attempt, is gone. */
  async #shown(
    { decision }: DecidedMessage,
    attemptedAt: Instant,
  ): Promise<Seen | 'not_known' | null> {
    const { openIdOf, offers, wechat, logger } = this.deps;
    const { subscriberId, ticketId, messageId } = decision;
    const openId = await openIdOf(subscriberId);
    const offered = await offers.offeredFor(subscriberId, ticketId);
    if (openId === null || offered === null || offered.at > attemptedAt) return null;
    const { code } = offered;
    const answer = await wechat.get({ openId, code });
    if (answer.outcome === 'ok') return { ...answer.value, code };
    const { outcome, reason } = answer;
    logger.info({ messageId, outcome, reason }, 'card_not_seen');
    return outcome === 'refused' ? null : 'not_known';
  }

  async #resolve({ message, by }: Doubtful, outcome: 'sent' | 'not_sent'): Promise<Inquired> {
    const { decision, attempts: attempt } = message;
    const { messageId } = decision;
    try {
      await this.deps.resolve(messageId, { outcome, note, attempt }, by, () => undefined);
      this.deps.logger.info({ messageId, outcome }, 'card_doubt_settled');
    } catch (error) {
      // Settled meanwhile: by a person, another instance, or an outcome that came late.
      if (!isAppError(error, 'not_in_doubt')) throw error;
      this.deps.logger.info({ messageId, ...errorFields(error) }, 'card_doubt_settled_already');
    }
    return { kind: 'settled' };
  }
}
