import { exhaustive } from '../../domain/event.js';
import { templateId, type SubscriberId } from '../../domain/ids.js';
import type { PushReceived } from '../../domain/push/events.js';
import { parsePushStream } from '../../domain/streams.js';
import { readPushEvent } from '../events/codec.js';
import { serviceInvocation } from '../invocation.js';
import type { LiveFold } from '../live/live-halls.js';
import type { LiveMessages } from '../live/live-messages.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Logger } from '../ports/logger.js';
import { tracedBy, type Span, type SpanAttributes, type Tracer } from '../ports/tracer.js';
import { InTurn } from '../sending/in-turn.js';
import { staggerMs } from '../sending/stagger.js';
import type { StreamDeps } from '../stream-writer.js';
import type { CreditStore, ToldByWeChat } from '../subscribers/credit-store.js';
import { recordDelivery } from './delivery-reports.js';
import { RetryingTasks } from './retrying.js';
import { deliveryReportOf, SentReports, type SentReport } from './sent-reports.js';

/** Within this the instances draw their turn. */
const turnSpanMs = 20;
/** How many unmatched reports are remembered as shown. */
const mostShown = 10_000;

/** The command id under which a push changes credits: it is applied once. */
const commandOf = (key: string): string => `push:${key}`;

export type PushReactorDeps = StreamDeps &
  Readonly<{
    logger: Logger;
    tracer: Tracer;
    messages: LiveMessages;
    credits: CreditStore;
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
type CreditPush = Readonly<{
  correlationId: string;
  subscriberId: SubscriberId;
  told: ToldByWeChat;
  eventId: string;
  traceparent?: string;
}>;

/**
 * Does what WeChat's pushes ask for. Without a checkpoint: while the log's past is folded it only
 * collects, and forgets each push whose effect it meets; what is then left, and all that comes
 * later, it acts on. Every instance tries; the first append wins.
 */
export class PushReactor {
  readonly #sent: SentReports;
  readonly #credits = new Map<string, CreditPush>();
  readonly #shown = new Set<string>();
  readonly #tasks: RetryingTasks;
  readonly #people = new InTurn<SubscriberId>();
  #live = false;

  constructor(private readonly deps: PushReactorDeps) {
    this.#sent = new SentReports(deps.messages);
    this.#tasks = new RetryingTasks(deps);
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
      const traced = tracedBy(read.metadata);
      return this.#received({ key, event: read.event, recorded, correlationId, ...traced });
    }
    const { reason, detail } = read;
    const { stream, revision, position } = recorded;
    this.deps.metrics.count('unreadable_events_total', { reader: 'push', reason });
    this.deps.logger.warn({ stream, revision, position, reason, detail }, 'event_skipped');
  }

  /** A command's effect on credits is in the log. */
  applied(commandId: string): void {
    if (this.#credits.size > 0) this.#credits.delete(commandId);
  }

  /** The log's past is folded: acts on every push that it left without effect. */
  goLive(): void {
    this.#live = true;
    for (const commandId of this.#credits.keys()) this.#credit(commandId);
    for (const sent of this.#sent.all()) this.#judge(sent);
  }

  /** Stops acting and waits for what is under way. */
  stop(): Promise<void> {
    return this.#tasks.stop();
  }

  #received(push: Push): void {
    const { key, event, correlationId } = push;
    switch (event.data.kind) {
      case 'subscribe_msg_sent_event':
        return this.#receivedSent(push);
      case 'subscribe_msg_popup_event':
        return this.#receivedAnswers(push, 'popup');
      case 'subscribe_msg_change_event':
        return this.#receivedAnswers(push, 'change');
      default:
        if (this.#live) {
          const fields = { push: key, correlationId, kind: event.data.kind };
          this.deps.logger.info(fields, 'push_unused');
        }
    }
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

  #receivedAnswers(
    { key, event, recorded, ...traced }: Push,
    source: ToldByWeChat['source'],
  ): void {
    const { subscriberId, items } = event.data;
    const answers = items.flatMap(({ TemplateId: id = '', SubscribeStatusString: answer = '' }) =>
      id === '' || answer === '' ? [] : [{ templateId: templateId(id), answer }],
    );
    if (subscriberId === null || answers.length === 0) return;
    const commandId = commandOf(key);
    const told = { commandId, source, answers, occurredAt: event.occurredAt };
    this.#credits.set(commandId, { subscriberId, told, eventId: recorded.eventId, ...traced });
    if (this.#live) this.#credit(commandId);
  }

  #credit(commandId: string): void {
    this.#tasks.start(commandId, this.#turnMs(commandId), async () => {
      const found = this.#credits.get(commandId);
      if (found === undefined) return;
      await this.#people.run(found.subscriberId, () => this.#tellCredits(found));
      this.#credits.delete(commandId);
    });
  }

  #tellCredits({ subscriberId, told, eventId, ...push }: CreditPush): Promise<void> {
    const { traceparent, correlationId } = push;
    const attributes = { 'nearturn.push': told.source, 'nearturn.correlation_id': correlationId };
    return this.#traced({ traceparent, attributes }, async (span) => {
      const by = serviceInvocation('wechat', eventId, span.traceparent);
      await this.deps.credits.toldByWeChat(subscriberId, told, by);
    });
  }

  #traced<Result>(
    of: Readonly<{ traceparent?: string | undefined; attributes: SpanAttributes }>,
    run: (span: Span) => Promise<Result>,
  ): Promise<Result> {
    const { traceparent: parent, attributes } = of;
    return this.deps.tracer.span('handle push', { kind: 'consumer', parent, attributes }, run);
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
    const isOurs = await this.#traced({ traceparent: sent.traceparent, attributes }, (span) =>
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
