import { decideMessage } from '../../domain/message/decide.js';
import type { MessageDecision } from '../../domain/message/events.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';
import { countsAsUsed, type MessageState } from '../../domain/message/state.js';
import { messageStream } from '../../domain/streams.js';
import { contextOf } from '../invocation.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { Logger } from '../ports/logger.js';
import { writeStream, type StreamDeps } from '../writing/stream-writer.js';
import type { CreditStore } from '../subscribers/credit-store.js';
import { nextTry } from './backoff.js';
import { messageFolding } from './message-log.js';
import { untilStored } from './until-stored.js';

/** An attempt that was made, and what came of it. */
export type Attempted = Readonly<{
  decision: MessageDecision;
  attempt: number;
  /** Of the credit stream, as the attempt had read it. */
  creditRead: number;
  outcome: AttemptOutcome;
  latencyMs: number;
  by: Invocation;
}>;

export type RecorderDeps = StreamDeps & Readonly<{ logger: Logger; credits: CreditStore }>;

/**
 * Records what became of attempts, and settles their credit. An outcome is known here and nowhere
 * else, so it outlives a store that is away for a while.
 */
export class OutcomeRecorder {
  readonly #stopping = new AbortController();

  constructor(private readonly deps: RecorderDeps) {}

  /** @throws AppError `store_unavailable` after {@link stop}: others find the attempt in doubt */
  async record(attempted: Attempted): Promise<void> {
    const message = await this.#untilStored(attempted, () => this.#append(attempted));
    await this.#untilStored(attempted, () => this.#settleCredit(attempted, message));
  }

  /** From now on what cannot be recorded is given up. */
  stop(): void {
    this.#stopping.abort();
  }

  #untilStored<Result>(
    { decision, attempt, by }: Attempted,
    task: () => Promise<Result>,
  ): Promise<Result> {
    const { clock, ids, logger } = this.deps;
    const { signal } = this.#stopping;
    const fields = { messageId: decision.messageId, correlationId: by.correlationId, attempt };
    return untilStored(task, { clock, ids, logger, signal, code: 'outcome_retry', fields });
  }

  /** Appends the outcome whatever was appended meanwhile: it settles even a recorded doubt. */
  async #append({ decision, by, ...attempted }: Attempted): Promise<MessageState> {
    const { clock, ids } = this.deps;
    const { attempt, outcome, latencyMs } = attempted;
    const at = clock.now();
    const scope = outcome.outcome === 'deferred' ? outcome.scope : 'network';
    const notBefore = nextTry(at, { scope }, { attempts: attempt, random: ids.random() });
    const command = { type: 'RecordOutcome', at, attempt, outcome, latencyMs, notBefore } as const;
    const target = { stream: messageStream(decision.messageId), folding: messageFolding };
    const { state } = await writeStream(this.deps, target, ({ state: { message } }) => {
      const decided = decideMessage(message, command);
      return decided.ok ? { events: decided.events, context: contextOf(by) } : null;
    });
    return state.message;
  }

  async #settleCredit(attempted: Attempted, message: MessageState): Promise<void> {
    const { decision, outcome, creditRead: upToRevision, by } = attempted;
    const { subscriberId, templateId, messageId } = decision;
    const { credits } = this.deps;
    if (outcome.outcome === 'no_credit')
      await credits.exhaust(subscriberId, { templateId, messageId, upToRevision }, by);
    if (outcome.outcome === 'rejected' && !countsAsUsed(message))
      await credits.giveBack(subscriberId, { templateId, messageId }, by);
  }
}
