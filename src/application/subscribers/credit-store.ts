import { decideCredit, isAcceptance, type CreditCommand } from '../../domain/credit/decide.js';
import type { CreditEvent } from '../../domain/credit/events.js';
import {
  evolveCredit,
  noCredit,
  remainingCredit,
  type CreditState,
} from '../../domain/credit/state.js';
import type { Instant, MessageId, SubscriberId, TemplateId, TicketId } from '../../domain/ids.js';
import { creditStream } from '../../domain/streams.js';
import {
  creditSummaries,
  foldCredits,
  noCredits,
  type CreditFold,
} from '../../projections/history/credit-fold.js';
import type { CreditSummary } from '../../projections/history/credit-row.js';
import { AppError } from '../errors.js';
import { readCreditEvent } from '../events/codec.js';
import { contextOf } from '../invocation.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import type { Subscriptions } from '../ports/inbound/holders.js';
import { replayedAnswer } from '../hall/replayed-answer.js';
import {
  loadStream,
  writeStream,
  type Folding,
  type Loaded,
  type StreamDeps,
} from '../writing/stream-writer.js';

/** The commands of a stream, the latest first: a chain, for a map would be copied with every event. */
type Seen = Readonly<{ commandId: string; revision: number; before: Seen | null }>;
type Credits = Readonly<{ credit: CreditState; seen: Seen | null }>;

const revisionOf = ({ seen }: Credits, commandId: string): number | undefined => {
  for (let one = seen; one !== null; one = one.before)
    if (one.commandId === commandId) return one.revision;
  return undefined;
};

const folding: Folding<Credits, CreditEvent> = {
  initial: { credit: noCredit, seen: null },
  read: readCreditEvent,
  fold: ({ credit, seen }, event, revision, { commandId }) => ({
    credit: evolveCredit(credit, event, revision),
    seen: commandId === undefined ? seen : { commandId, revision, before: seen },
  }),
};

const summing: Folding<CreditFold, CreditEvent> = {
  initial: noCredits,
  read: readCreditEvent,
  fold: foldCredits,
};

/** What WeChat told us of a person's answers, once for each `commandId`. */
export type ToldByWeChat = Readonly<{
  commandId: string;
  /** The popup, or WeChat's own settings, where only taking back counts. */
  source: 'popup' | 'change';
  answers: readonly Readonly<{ templateId: TemplateId; answer: string }>[];
  /** When the person answered. */
  occurredAt: Instant | null;
}>;

const toldCommand = ({ source, answers, occurredAt }: ToldByWeChat, at: Instant): CreditCommand => {
  if (source === 'popup')
    return { type: 'ReportAnswers', at, source, ticketId: null, answers, occurredAt };
  const refused = answers.filter(({ answer }) => !isAcceptance(answer));
  return { type: 'TakeBack', at, occurredAt, templateIds: refused.map((one) => one.templateId) };
};

/** What a person may still be sent, template by template. */
export class CreditStore implements Subscriptions {
  constructor(private readonly deps: StreamDeps) {}

  async report(
    subscriberId: SubscriberId,
    ticketId: TicketId,
    results: readonly Readonly<{ templateId: TemplateId; answer: string }>[],
    by: Invocation,
  ): Promise<Answer> {
    const body = {
      granted: results.filter(({ answer }) => isAcceptance(answer)).map((one) => one.templateId),
      declined: results.filter(({ answer }) => !isAcceptance(answer)).map((one) => one.templateId),
    };
    const answer: Answer = { status: 200, body, replayed: false };
    let seenAt: number | undefined;
    const command = this.#reportCommand(ticketId, results);
    await this.#write(subscriberId, (loaded) => {
      const { idempotency } = by;
      seenAt = idempotency === null ? undefined : revisionOf(loaded.state, idempotency.commandId);
      if (seenAt !== undefined) return null;
      const context = contextOf(by);
      const decided = decideCredit(loaded.state.credit, command);
      return {
        events: decided.ok ? decided.events : [],
        context,
        ...(idempotency === null
          ? {}
          : { command: { ...idempotency, answer: { status: 200, body } } }),
      };
    });
    return seenAt === undefined ? answer : this.#replay(subscriberId, seenAt, by);
  }

  #reportCommand(
    ticketId: TicketId | null,
    answers: readonly Readonly<{ templateId: TemplateId; answer: string }>[],
  ): CreditCommand {
    const at = this.deps.clock.now();
    return { type: 'ReportAnswers', at, source: 'client', ticketId, answers };
  }

  async #replay(subscriberId: SubscriberId, revision: number, by: Invocation): Promise<Answer> {
    const read = { stream: creditStream(subscriberId), from: revision, limit: 1 };
    for await (const recorded of this.deps.store.readStream(read))
      return replayedAnswer(recorded, by.idempotency ?? { commandId: '', fingerprint: '' });
    throw new AppError('store_unavailable', `${read.stream}@${revision}: cannot be read`);
  }

  async grantLegacy(
    subscriberId: SubscriberId,
    templateId: TemplateId,
    by: Invocation,
  ): Promise<void> {
    const command: CreditCommand = {
      type: 'ReportAnswers',
      at: this.deps.clock.now(),
      source: 'legacy',
      ticketId: null,
      answers: [{ templateId, answer: 'accept' }],
    };
    await this.#decide(subscriberId, command, by);
  }

  /** Records what WeChat told; harmless to repeat. @throws AppError `store_unavailable` */
  async toldByWeChat(
    subscriberId: SubscriberId,
    told: ToldByWeChat,
    by: Invocation,
  ): Promise<void> {
    const { commandId } = told;
    const command = toldCommand(told, this.deps.clock.now());
    await this.#write(subscriberId, ({ state }) => {
      if (revisionOf(state, commandId) !== undefined) return null;
      const decided = decideCredit(state.credit, command);
      return {
        events: decided.ok ? decided.events : [],
        context: contextOf(by),
        command: { commandId, fingerprint: commandId, answer: { status: 200, body: {} } },
      };
    });
  }

  async remaining(subscriberId: SubscriberId): Promise<ReadonlyMap<TemplateId, number>> {
    const { state } = await loadStream(this.deps.store, creditStream(subscriberId), folding);
    const templates = [...state.credit.templates.keys()];
    return new Map(templates.map((id) => [id, remainingCredit(state.credit, id)]));
  }

  async summaries(subscriberId: SubscriberId): Promise<readonly CreditSummary[]> {
    const { state } = await loadStream(this.deps.store, creditStream(subscriberId), summing);
    return creditSummaries(state);
  }

  /**
   * Gives a message its one use of a grant; a message that has one keeps it. `lasting`: of a
   * long-term template, whose grant stays.
   * `readRevision` is what a later 43101 voids up to.
   * @throws AppError `store_unavailable`
   */
  async use(
    subscriberId: SubscriberId,
    use: Readonly<{ templateId: TemplateId; messageId: MessageId; lasting?: boolean }>,
    by: Invocation,
  ): Promise<{ ok: true; readRevision: number } | { ok: false; reason: 'no_grant' | 'declined' }> {
    let refused: 'no_grant' | 'declined' | null = null;
    const command: CreditCommand = { type: 'UseGrant', at: this.deps.clock.now(), ...use };
    const { revision } = await this.#write(subscriberId, ({ state }) => {
      const decision = decideCredit(state.credit, command);
      refused = decision.ok ? null : decision.refusal.code;
      return decision.ok ? { events: decision.events, context: contextOf(by) } : null;
    });
    return refused === null ? { ok: true, readRevision: revision } : { ok: false, reason: refused };
  }

  /** Frees the use of a message that ended unsent; harmless to repeat. @throws AppError `store_unavailable` */
  async giveBack(
    subscriberId: SubscriberId,
    use: Readonly<{ templateId: TemplateId; messageId: MessageId }>,
    by: Invocation,
  ): Promise<void> {
    await this.#decide(
      subscriberId,
      { type: 'ReturnGrant', at: this.deps.clock.now(), ...use },
      by,
    );
  }

  /** WeChat knows of no credit: voids the grants that the attempt had read. @throws AppError `store_unavailable` */
  async exhaust(
    subscriberId: SubscriberId,
    found: Readonly<{ templateId: TemplateId; messageId: MessageId; upToRevision: number }>,
    by: Invocation,
  ): Promise<void> {
    await this.#decide(
      subscriberId,
      { type: 'ExhaustGrants', at: this.deps.clock.now(), ...found },
      by,
    );
  }

  async #decide(subscriberId: SubscriberId, command: CreditCommand, by: Invocation): Promise<void> {
    await this.#write(subscriberId, ({ state }) => {
      const decision = decideCredit(state.credit, command);
      return decision.ok ? { events: decision.events, context: contextOf(by) } : null;
    });
  }

  #write(
    subscriberId: SubscriberId,
    plan: Parameters<typeof writeStream<Credits, CreditEvent>>[2],
  ): Promise<Loaded<Credits>> {
    return writeStream(this.deps, { stream: creditStream(subscriberId), folding }, plan);
  }
}
