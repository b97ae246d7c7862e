import { epochMs, type SubscriberId } from '../../../domain/ids.js';
import type { MatchedRule } from '../../../domain/push/events.js';
import { pushStream } from '../../../domain/streams.js';
import { serviceInvocation } from '../../invocation.js';
import type { Invocation } from '../../ports/inbound/invocation.js';
import { errorFields, type Logger } from '../../ports/logger.js';
import type { Tracer } from '../../ports/tracer.js';
import { InTurn } from '../../writing/in-turn.js';
import { staggerMs } from '../../sending/stagger.js';
import type { StreamDeps } from '../../writing/stream-writer.js';
import type { RecordedPush } from '../recorded-push.js';
import { RetryingTasks } from '../retrying.js';
import { Claims } from './claims.js';
import type { Answering, AnswerResult, AsyncRule, Rule } from './rules.js';

/** Who asked so long ago does not wait for the answer any more. */
const answerWithinMs = 5 * 60_000;
/** An answer that takes longer, with all its tries, is given up: nobody knows what became of it. */
const answerTakesMs = 30_000;
/** Within this the instances draw their turn. */
const turnSpanMs = 20;
/** Before each new try of what WeChat did not do. */
const againAfterMs = [1_000, 3_000, 10_000] as const;

export type PushAnswersDeps = StreamDeps &
  Readonly<{
    rules: readonly Rule[];
    logger: Logger;
    tracer: Tracer;
    instanceId: string;
    openIdOf: (subscriberId: SubscriberId) => Promise<string | null>;
  }>;

/** A push at this instance: its claims, and what came of those that it has acted on. */
type Work = Readonly<{
  push: RecordedPush;
  claims: Claims;
  results: Map<string, AnswerResult>;
}>;
type Step = Work & Readonly<{ matched: MatchedRule; openId: string | null; by: Invocation }>;

/**
 * Answers pushes from the log, each rule of a push once at most: claim, call, record. A claim that
 * somebody did not live to act on is not repeated.
 */
export class PushAnswers {
  readonly #rules: ReadonlyMap<string, AsyncRule>;
  readonly #waiting = new Map<string, RecordedPush>();
  readonly #tasks: RetryingTasks;
  readonly #people = new InTurn<SubscriberId | null>();
  readonly #stopping = new AbortController();
  #live = false;

  constructor(private readonly deps: PushAnswersDeps) {
    const rules = deps.rules.filter((rule) => rule.mode === 'async');
    this.#rules = new Map(rules.map((rule) => [rule.name, rule]));
    this.#tasks = new RetryingTasks(deps);
  }

  /** Takes in a push; false for one that no rule answers from the log. */
  received(push: RecordedPush): boolean {
    const { rules = [] } = push.event.data;
    if (rules.length === 0) return false;
    if (this.#live) this.#start(push);
    else if (!this.#isLate(push)) this.#waiting.set(push.key, push);
    return true;
  }

  /** A rule of a push has its claim in the log: nothing of it is left for the start. */
  claimed(key: string, rule: string): void {
    const push = this.#waiting.get(key);
    if (push === undefined) return;
    const rules = (push.event.data.rules ?? []).filter((matched) => matched.rule !== rule);
    if (rules.length === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, withRules(push, rules));
  }

  /** The log's past is folded: answers every push that nobody has claimed. */
  goLive(): void {
    this.#live = true;
    for (const push of this.#waiting.values()) this.#start(push);
    this.#waiting.clear();
  }

  /** Begins nothing any more and waits for what is under way. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#tasks.stop();
  }

  #start(push: RecordedPush): void {
    const { store, instanceId } = this.deps;
    const work = { push, claims: new Claims(this.deps), results: new Map<string, AnswerResult>() };
    const delayMs = store.singleWriter ? 0 : staggerMs(push.key, instanceId, turnSpanMs);
    // Answers to one person go out in the order in which they asked. Whoever waits for their turn
    // is no task yet: a person who writes a lot must not keep the others waiting.
    void this.#people.run(
      push.event.data.subscriberId,
      () =>
        new Promise<void>((done) => {
          this.#tasks.start(push.key, delayMs, () => this.#answer(work).finally(done));
        }),
    );
  }

  async #answer(work: Work): Promise<void> {
    const { push } = work;
    const { traceparent: parent, correlationId } = push;
    const attributes = {
      'nearturn.push': push.event.data.kind,
      'nearturn.correlation_id': correlationId,
    };
    await this.deps.tracer.span('answer push', { kind: 'consumer', parent, attributes }, (span) =>
      this.#answerRules(work, serviceInvocation('router', correlationId, span.traceparent)),
    );
  }

  async #answerRules(work: Work, by: Invocation): Promise<void> {
    const { subscriberId, rules = [] } = work.push.event.data;
    const openId = subscriberId === null ? null : await this.deps.openIdOf(subscriberId);
    for (const matched of rules) await this.#answerRule({ ...work, matched, openId, by });
  }

  async #answerRule(step: Step): Promise<void> {
    const { push, claims, results, matched, by } = step;
    const { rule: name } = matched;
    const rule = this.#rules.get(name);
    // Another version's rule, whose instances answer.
    if (rule === undefined) return this.#show(step, 'unknown_rule');
    const of = { key: push.key, rule: name, by };
    const known = results.get(name);
    if (known === undefined) {
      const claimed = await claims.claim({ ...of, isLate: () => this.#isLate(push) });
      if (claimed === 'late') return this.#show(step, 'too_late');
      if (claimed === 'taken') return;
    }
    const result = known ?? (await this.#run(rule, step));
    results.set(name, result);
    await claims.record(of, result);
    this.#show(step, result.outcome, result.errcode);
  }

  async #run(rule: AsyncRule, step: Step): Promise<AnswerResult> {
    try {
      return await this.#inTime((signal) => this.#tries(rule, answeringOf(step), signal));
    } catch (error) {
      const { key: push, correlationId } = step.push;
      const fields = { push, rule: rule.name, correlationId, ...errorFields(error) };
      this.deps.logger.error(fields, 'push_rule_failed');
      return { outcome: 'failed', errcode: null };
    }
  }

  async #tries(rule: AsyncRule, answering: Answering, signal: AbortSignal): Promise<AnswerResult> {
    let result = await rule.handle(answering);
    // What WeChat did not do may be asked for again under the same claim.
    for (const pauseMs of againAfterMs) {
      if (result.outcome !== 'later' || !(await this.#pause(pauseMs, signal))) break;
      result = await rule.handle(answering);
    }
    return result;
  }

  // Those who wrote after it wait for it, so it cannot take for ever.
  async #inTime(answer: (signal: AbortSignal) => Promise<AnswerResult>): Promise<AnswerResult> {
    const givenUp = new AbortController();
    let cancel = (): void => undefined;
    const late = new Promise<AnswerResult>((resolve) => {
      cancel = this.deps.clock.after(answerTakesMs, () => {
        // What is recorded as unknown must not be tried once more behind the record's back.
        givenUp.abort();
        resolve({ outcome: 'unknown', errcode: null });
      });
    });
    const signal = AbortSignal.any([givenUp.signal, this.#stopping.signal]);
    return Promise.race([answer(signal), late]).finally(cancel);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<boolean> {
    await this.deps.clock.sleep(ms, signal).catch(() => undefined);
    return !signal.aborted;
  }

  #isLate({ event }: RecordedPush): boolean {
    return epochMs(this.deps.clock.now()) - epochMs(event.at) > answerWithinMs;
  }

  #show({ push, matched }: Step, outcome: string, errcode: number | null = null): void {
    const { rule } = matched;
    const { key, correlationId } = push;
    this.deps.metrics.count('push_answers_total', { rule, outcome });
    const level = outcome === 'done' ? 'info' : 'warn';
    this.deps.logger[level]({ push: key, rule, outcome, errcode, correlationId }, 'push_answered');
  }
}

const withRules = (push: RecordedPush, rules: readonly MatchedRule[]): RecordedPush => ({
  ...push,
  event: { ...push.event, data: { ...push.event.data, rules } },
});

const answeringOf = ({ push, matched, openId, by }: Step): Answering => ({
  push: {
    key: push.key,
    stream: pushStream(push.key),
    eventId: push.eventId,
    kind: push.event.data.kind,
  },
  subscriberId: push.event.data.subscriberId,
  openId,
  kept: matched.kept,
  by,
});
