import type { MatchedRule } from '../../../domain/push/events.js';
import type { Clock } from '../../ports/clock.js';
import type { PushReply } from '../../ports/inbound/wechat.js';
import { errorFields, type Logger } from '../../ports/logger.js';
import { route, type AsyncRule, type Interceptor, type PushMessage, type Rule } from './rules.js';

/** For all rules together: WeChat hangs up after 5 s, and the push has to be recorded too. */
const deadlineMs = 1_000;

export type PushRouterDeps = Readonly<{
  rules: readonly Rule[];
  interceptors: readonly Interceptor[];
  clock: Pick<Clock, 'after' | 'monotonicMs'>;
  logger: Logger;
}>;

/** What takes a push: the rules that answer now, and what the log is to know of the others. */
export type Taken = Readonly<{
  rules: readonly Rule[];
  fromLog: readonly MatchedRule[];
  /** Until when whoever answers now may take, by the monotonic clock in milliseconds. */
  untilMs: number;
}>;

type Guarded = Readonly<{ name: string; message: PushMessage; untilMs: number }>;

/** Leads each push to the rules that take it. No rule and no interceptor can keep a push from being recorded. */
export class PushRouter {
  constructor(private readonly deps: PushRouterDeps) {
    const names = deps.rules.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`push rules: expected one ${twice}, found two`);
  }

  /** Which rules take a push, unless an interceptor stops it. */
  async take(message: PushMessage): Promise<Taken> {
    const untilMs = this.deps.clock.monotonicMs() + deadlineMs;
    for (const { name, before } of this.deps.interceptors) {
      if (before === undefined) continue;
      const goesOn = await this.#guarded({ name, message, untilMs }, () => before(message));
      // One that fails is no reason to leave a person without an answer.
      if (goesOn === false) return { rules: [], fromLog: [], untilMs };
    }
    const rules = route(this.deps.rules, message, (name, error) =>
      this.#failed(name, message, error),
    );
    const fromLog = rules
      .filter((rule) => rule.mode === 'async')
      .flatMap((rule) => this.#kept(rule, message));
    return { rules, fromLog, untilMs };
  }

  /** Runs what answers within the request; the first reply is WeChat's answer. */
  async reply(message: PushMessage, { rules, untilMs }: Taken): Promise<PushReply | null> {
    let reply: PushReply | null = null;
    for (const rule of rules) {
      if (rule.mode !== 'sync') continue;
      const { name } = rule;
      const answer = await this.#guarded({ name, message, untilMs }, () => rule.handle(message));
      reply ??= answer ?? null;
    }
    const routed = { rules: rules.map(({ name }) => name), replied: reply !== null };
    for (const { name, after } of this.deps.interceptors)
      if (after !== undefined)
        await this.#guarded({ name, message, untilMs }, () => after(message, routed));
    return reply;
  }

  #kept(rule: AsyncRule, message: PushMessage): readonly MatchedRule[] {
    try {
      const kept = rule.keep?.(message) ?? {};
      const { openId } = message;
      if (openId !== null && Object.values(kept).some((value) => value.includes(openId)))
        throw new Error('a rule may not keep an openid');
      return [{ rule: rule.name, kept }];
    } catch (error) {
      this.#failed(rule.name, message, error);
      return [];
    }
  }

  /** What `run` answers in time, else undefined. */
  async #guarded<Result>(
    { name, message, untilMs }: Guarded,
    run: () => Result | Promise<Result>,
  ): Promise<Result | undefined> {
    const { clock } = this.deps;
    let cancel = (): void => undefined;
    try {
      const late = new Promise<never>((_resolve, reject) => {
        const tooLate = (): void => reject(new Error(`no answer in ${deadlineMs} ms`));
        cancel = clock.after(Math.max(untilMs - clock.monotonicMs(), 0), tooLate);
      });
      return await Promise.race([Promise.resolve().then(run), late]);
    } catch (error) {
      this.#failed(name, message, error);
      return undefined;
    } finally {
      cancel();
    }
  }

  // Of the error only its kind: a handler that fails over a text may well quote it.
  #failed(rule: string, { correlationId }: PushMessage, error: unknown): void {
    const { error: kind } = errorFields(error);
    this.deps.logger.warn({ rule, correlationId, error: kind }, 'push_rule_failed');
  }
}
