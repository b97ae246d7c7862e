import pLimit from 'p-limit';
import type { MessageId } from '../../domain/ids.js';
import { isAppError } from '../errors.js';
import { doubled, jittered } from '../pauses.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';

const firstRetryMs = 500;
const longestRetryMs = 5_000;
const mostAtOnce = 32;

/** What is left to do after a task: nothing, or another one after so many milliseconds. */
export type Next = Readonly<{ inMs: number; task: Task }> | null;
export type Task = () => Promise<Next>;
type Plan = Readonly<{ task: Task; retries: number }> & { cancel: () => void };

/**
 * For each message the one thing that is to be done for it next. A newer plan takes the place of an
 * older one, also of what a task under way would have gone on with: it knows more.
 */
export class MessagePlans {
  readonly #plans = new Map<MessageId, Plan>();
  readonly #limit = pLimit(mostAtOnce);
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(
    private readonly deps: Readonly<{
      clock: Clock;
      ids: Ids;
      logger: Logger;
      /** Under which correlation a message was decided, as far as that is known here. */
      correlationOf: (id: MessageId) => string | null;
    }>,
  ) {}

  /** Plans a task for a message after a delay, instead of what was planned for it before. */
  wake(id: MessageId, delayMs: number, task: Task): void {
    this.#set(id, delayMs, { task, retries: 0 });
  }

  /** Nothing is to be done for a message. */
  rest(id: MessageId): void {
    this.#plans.get(id)?.cancel();
    this.#plans.delete(id);
  }

  /** Begins nothing any more and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const plan of this.#plans.values()) plan.cancel();
    this.#plans.clear();
    await Promise.allSettled(this.#running);
  }

  #set(id: MessageId, delayMs: number, what: Pick<Plan, 'task' | 'retries'>): void {
    if (this.#stopped) return;
    this.#plans.get(id)?.cancel();
    const plan: Plan = { ...what, cancel: () => undefined };
    this.#plans.set(id, plan);
    const start = (): void => {
      const running = this.#limit(() => this.#run(id, plan));
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    };
    if (delayMs <= 0) start();
    else plan.cancel = this.deps.clock.after(delayMs, start);
  }

  async #run(id: MessageId, plan: Plan): Promise<void> {
    if (this.#stopped || this.#plans.get(id) !== plan) return;
    const next = await this.#done(id, plan);
    if (this.#plans.get(id) !== plan) return;
    this.#plans.delete(id);
    if (next !== null) this.#set(id, next.inMs, next);
  }

  // Only the event store can fail a task; nothing is lost, so it is tried until it succeeds.
  async #done(
    id: MessageId,
    { task, retries }: Plan,
  ): Promise<(NonNullable<Next> & Pick<Plan, 'retries'>) | null> {
    const { logger, ids, correlationOf } = this.deps;
    try {
      const next = await task();
      return next === null ? null : { ...next, retries: 0 };
    } catch (error) {
      const correlationId = correlationOf(id);
      const fields = { messageId: id, correlationId, retries, ...errorFields(error) };
      if (isAppError(error, 'newer_version')) {
        // To be done by an instance that understands it.
        logger.error(fields, 'message_not_understood');
        return null;
      }
      logger.warn(fields, 'message_retry');
      const longest = doubled(firstRetryMs, retries, longestRetryMs);
      return { inMs: jittered(longest, ids.random()), task, retries: retries + 1 };
    }
  }
}
