import { exhaustive } from '../../domain/event.js';
import type { PushReceived } from '../../domain/push/events.js';
import { parsePushStream } from '../../domain/streams.js';
import { readPushEvent } from '../events/codec.js';
import type { LiveFold } from '../live/live-halls.js';
import type { LiveMessages } from '../live/live-messages.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Logger } from '../ports/logger.js';
import { tracedBy, type Tracer } from '../ports/tracer.js';
import { staggerMs } from '../sending/stagger.js';
import type { StreamDeps } from '../writing/stream-writer.js';
import type { CardOffers } from '../subscribers/card-offers.js';
import type { CreditStore } from '../subscribers/credit-store.js';
import type { AccountEvents } from './account-events.js';
import { CardFailures } from './card-failures.js';
import { CreditReports } from './credit-reports.js';
import { recordDelivery } from './delivery-reports.js';
import { isOnlyRecorded } from './kinds.js';
import { RetryingTasks } from './retrying.js';
import type { OpenClaims } from './router/open-claims.js';
import type { PushAnswers } from './router/push-answers.js';
import { deliveryReportOf, SentReports, type SentReport } from './sent-reports.js';

/** Within this the instances draw their turn. */
const turnSpanMs = 20;
/** How many unmatched reports are remembered as shown. */
const mostShown = 10_000;

export type PushReactorDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    tracer: Tracer;
    messages: LiveMessages;
    credits: CreditStore;
    offers: Pick<CardOffers, 'end'>;
    account: AccountEvents;
    answers: PushAnswers;
    openClaims: OpenClaims;
    instanceId: string;
  }>;

type Push = Readonly<{
  key: string;
  event: PushReceived;
  recorded: RecordedEvent;
  correlationId: string;
  /** The span in which it was received. */
  traceparent?: string;
}>;

/**
 * Does what WeChat's pushes ask for. Without a checkpoint: while the log's past is folded it only
 * collects, and forgets each push whose effect it meets; what is then left, and all that comes
 * later, it acts on. Every instance tries; the first append wins.
 */
export class PushReactor {
  readonly #sent: SentReports;
  readonly #credits: CreditReports;
  readonly #cards: CardFailures;
  readonly #shown = new Set<string>();
  readonly #tasks: RetryingTasks;
  #live = false;

  constructor(private readonly deps: PushReactorDeps) {
    this.#sent = new SentReports(deps.messages);
    this.#tasks = new RetryingTasks(deps);
    this.#credits = new CreditReports(deps, (id) => this.#turnMs(id));
    this.#cards = new CardFailures(deps, (id) => this.#turnMs(id));
  }

  /** Takes in one event of the log, and what it meant to the live views. */
  fold(recorded: RecordedEvent, folded: LiveFold): void {
    if (folded !== null) {
      if (folded.kind !== 'message') return;
      const affected = this.#sent.fold(folded.event, folded.message, recorded.position);
      if (this.#live) for (const sent of affected) this.#judge(sent);
      return;
    }
    const key = parsePushStream(recorded.stream);
    if (key === null) return;
    const read = readPushEvent(recorded);
    if (read.ok) {
      const { $correlationId: correlationId } = read.metadata;
      const { event } = read;
      this.deps.openClaims.fold(key, event, correlationId);
      if (event.type === 'AnswerAttempted') this.deps.answers.claimed(key, event.data.rule);
      if (event.type !== 'PushReceived') return;
      const traced = tracedBy(read.metadata);
      return this.#received({ key, event, recorded, correlationId, ...traced });
    }
    const { reason, detail } = read;
    const { stream, revision, position } = recorded;
    this.deps.metrics.count('unreadable_events_total', { reader: 'push', reason });
    this.deps.logger.warn({ stream, revision, position, reason, detail }, 'event_skipped');
  }

  /** A command's effect on credits is in the log. */
  applied(commandId: string): void {
    this.#credits.applied(commandId);
  }

  /** The log's past is folded: acts on every push that it left without effect. */
  goLive(): void {
    this.#live = true;
    this.#credits.goLive();
    this.#cards.goLive();
    this.deps.account.goLive();
    this.deps.answers.goLive();
    this.deps.openClaims.goLive();
    for (const sent of this.#sent.all()) this.#judge(sent);
  }

  /** Stops acting and waits for what is under way. */
  async stop(): Promise<void> {
    const { account, answers, openClaims } = this.deps;
    openClaims.stop();
    const parts = [this.#tasks, this.#credits, this.#cards, account, answers];
    await Promise.all(parts.map((part) => part.stop()));
  }

  #received(push: Push): void {
    const { key, event, correlationId } = push;
    const { eventId } = push.recorded;
    const plain = { key, event, eventId, correlationId, ...tracedBy(push) };
    const isAnswered = this.deps.answers.received(plain);
    const { kind } = event.data;
    if (kind === 'subscribe_msg_sent_event') return this.#receivedSent(push);
    if (this.#credits.received(plain) || this.#cards.received(plain)) return;
    if (this.deps.account.fold(plain)) return;
    if (this.#live && !isAnswered && !isOnlyRecorded(kind))
      this.deps.logger.info({ push: key, correlationId, kind }, 'push_unused');
  }

  #receivedSent({ key, event, recorded, ...traced }: Push): void {
    for (const item of event.data.items) {
      const report = deliveryReportOf(item);
      if (report === null) {
        if (this.#live)
          this.#showUnmatched({
            push: key,
            correlationId: traced.correlationId,
            reason: 'no_msgid',
          });
        continue;
      }
      const sent: SentReport = {
        key,
        eventId: recorded.eventId,
        subscriberId: event.data.subscriberId,
        templateId: item['TemplateId'] ?? '',
        report,
        occurredAt: event.occurredAt,
        recordedAt: event.at,
        position: recorded.position,
        ...traced,
      };
      if (this.#sent.add(sent) && this.#live) this.#judge(sent);
    }
  }

  #judge(sent: SentReport): void {
    const match = this.#sent.match(sent);
    switch (match.kind) {
      case 'wait':
        return;
      case 'unmatched':
        return this.#unmatched(sent);
      case 'message':
        return this.#tasks.start(sent.report.msgid, this.#turnMs(sent.key), () =>
          this.#record(sent),
        );
      default:
        exhaustive(match);
    }
  }

  // Matched anew: while it waited for its turn another instance may have been first.
  async #record(sent: SentReport): Promise<void> {
    const match = this.#sent.isWaiting(sent) ? this.#sent.match(sent) : null;
    if (match?.kind !== 'message') return;
    const { messageId } = match;
    const attributes = {
      'nearturn.push': 'sent',
      'nearturn.message_id': messageId,
      'nearturn.correlation_id': sent.correlationId,
    };
    const options = { kind: 'consumer', parent: sent.traceparent, attributes } as const;
    const isOurs = await this.deps.tracer.span('handle push', options, (span) =>
      recordDelivery(this.deps, messageId, { ...sent, ...tracedBy(span) }),
    );
    if (!isOurs) this.#unmatched(sent);
  }

  /** Shown once; an outcome that comes later and names it still matches. */
  #unmatched({ key, correlationId, report: { msgid, outcome } }: SentReport): void {
    if (this.#shown.has(msgid)) return;
    if (this.#shown.size >= mostShown) this.#shown.clear();
    this.#shown.add(msgid);
    const reason = 'no_single_attempt';
    this.#showUnmatched({ push: key, correlationId, msgid, outcome, reason });
  }

  #showUnmatched(fields: Readonly<Record<string, string>>): void {
    this.deps.metrics.count('push_unmatched_total');
    this.deps.logger.warn(fields, 'push_unmatched');
  }

  // With one writer there is nobody to share with, and nothing to wait for.
  #turnMs(id: string): number {
    const { store, instanceId } = this.deps;
    return store.singleWriter ? 0 : staggerMs(id, instanceId, turnSpanMs);
  }
}
