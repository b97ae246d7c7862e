import { epochMs, instant, type Instant } from '../../domain/ids.js';
import type { PushReceived } from '../../domain/push/events.js';
import { serviceInvocation } from '../invocation.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import { erasingKinds, punishment } from './kinds.js';
import type { RecordedPush } from './recorded-push.js';
import { RetryingTasks } from './retrying.js';

/** WeChat writes whole seconds, and its clock and ours are not the same. */
const skewMs = 5_000;
const secondMs = 1_000;

/** WeChat's word for 功能封禁: the account may not do something any more. */
const blocked = '2';

export type AccountEventsDeps = Readonly<{
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Forgets a person who registered before `before`; false where there is nobody to forget. */
  forget: (
    subscriberId: NonNullable<PushReceived['data']['subscriberId']>,
    before: Instant,
    by: Invocation,
  ) => Promise<boolean>;
  breaker: Readonly<{ blocked: (reason: string) => void }>;
}>;

/**
 * What WeChat says of the account and its people: whoever took their permission back is erased, and
 * a blocked account's sends stand still. Each erasure of the log's past is looked at again at a
 * start; one that was carried out finds nobody, or somebody who came later.
 */
export class AccountEvents {
  readonly #erasures = new Map<string, RecordedPush>();
  readonly #tasks: RetryingTasks;
  #live = false;

  constructor(private readonly deps: AccountEventsDeps) {
    this.#tasks = new RetryingTasks(deps);
  }

  /** Takes in a push; false for one that is none of these. */
  fold(push: RecordedPush): boolean {
    const { kind } = push.event.data;
    if (kind === punishment) {
      if (this.#live) this.#punished(push);
      return true;
    }
    if (!erasingKinds.has(kind)) return false;
    if (this.#live) this.#erase(push);
    else this.#erasures.set(push.key, push);
    return true;
  }

  /** The log's past is folded: carries out what it asked for. */
  goLive(): void {
    this.#live = true;
    for (const push of this.#erasures.values()) this.#erase(push);
    this.#erasures.clear();
  }

  /** Waits for what is under way. */
  stop(): Promise<void> {
    return this.#tasks.stop();
  }

  #erase(push: RecordedPush): void {
    const { key, event, eventId, correlationId } = push;
    const { subscriberId } = event.data;
    if (subscriberId === null) return;
    this.#tasks.start(key, 0, async () => {
      const by = serviceInvocation('wechat', eventId);
      const erased = await this.deps.forget(subscriberId, askedBefore(event), by);
      const fields = { push: key, correlationId, kind: event.data.kind };
      if (erased) this.deps.logger.info(fields, 'subscriber_erased');
    });
  }

  #punished({ key, event, correlationId }: RecordedPush): void {
    const types = event.data.items.map((item) => item['event_type'] ?? '');
    this.deps.logger.warn({ push: key, correlationId, types }, 'wechat_punished');
    if (types.includes(blocked))
      this.deps.breaker.blocked('WeChat blocked functions of the account (wxa_punish_event)');
  }
}

/**
 * Who registered from then on did so after they had taken their permission back: by WeChat's clock,
 * as well as it can be told, and never after we heard of it.
 */
const askedBefore = ({ at, occurredAt }: PushReceived): Instant => {
  if (occurredAt === null) return at;
  return instant(Math.min(epochMs(at), epochMs(occurredAt) + secondMs + skewMs));
};
