import type { MatchedRule, PushReceived } from '../../domain/push/events.js';
import type { Instant, SubscriberId } from '../../domain/ids.js';
import { pushStream } from '../../domain/streams.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { IncomingPush, Pushes, PushReply } from '../ports/inbound/wechat.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { Secrets } from '../ports/secrets.js';
import { storeUnavailable } from '../errors.js';
import { appendAt, type StreamDeps } from '../writing/stream-writer.js';
import { chatKind } from './kinds.js';
import type { PushRouter } from './router/push-router.js';
import type { PushMessage } from './router/rules.js';

/** WeChat hangs up after 5 s and sends the same again. */
const deadlineMs = 3_500;

const labels: ReadonlySet<string> = new Set([
  'subscribe_msg_sent_event',
  'subscribe_msg_popup_event',
  'subscribe_msg_change_event',
  'user_enter_tempsession',
  'user_authorization_revoke',
  'user_authorization_cancellation',
  'wxa_punish_event',
]);

const labelOf = (kind: string): string => {
  if (labels.has(kind)) return kind;
  return chatKind(kind) === null ? 'other' : 'message';
};

const byName = ([left]: [string, string], [right]: [string, string]): number =>
  left < right ? -1 : 1;

export type PushInboxDeps = StreamDeps &
  Readonly<{
    secrets: Secrets;
    router: Pick<PushRouter, 'take' | 'reply'>;
    /**
     * Keeps the openid of a person who wrote at `at`, encrypted, so that they can be answered; not of
     * one who was forgotten since.
     */
    identify: (openId: string, by: Invocation, at: Instant | null) => Promise<SubscriberId>;
  }>;

/** Takes what WeChat pushes: each push is recorded once, whoever receives it and however often. */
export class PushInbox implements Pushes {
  constructor(private readonly deps: PushInboxDeps) {}

  async receive(
    push: IncomingPush,
    by: Parameters<Pushes['receive']>[1],
  ): Promise<PushReply | null> {
    const { secrets, clock, router } = this.deps;
    const { kind, openId, createdAt: occurredAt, items } = push;
    const at = clock.now();
    const subscriberId = openId === null ? null : secrets.subscriberIdOf(openId);
    const message = messageOf(push, { subscriberId, at, correlationId: by.correlationId });
    const taken = await router.take(message);
    const rules = taken.fromLog.length === 0 ? {} : { rules: taken.fromLog };
    const data = { kind, subscriberId, items, ...rules };
    await this.#record(push, { type: 'PushReceived', at, occurredAt, data }, by);
    return router.reply(message, taken);
  }

  async #record(
    push: IncomingPush,
    event: PushReceived,
    by: Parameters<Pushes['receive']>[1],
  ): Promise<void> {
    const invocation = serviceInvocation('wechat', by.correlationId, by.traceparent);
    const stream = pushStream(this.#keyOf(push, event));
    if (push.openId !== null && (await this.#isNewToAnswer(stream, event.data.rules)))
      await this.deps.identify(push.openId, invocation, event.occurredAt);
    const written = await appendAt(
      this.deps,
      { stream, revision: -1, deadlineMs },
      { events: [event], context: contextOf(invocation) },
    );
    const outcome = written === 'written' ? 'recorded' : 'repeated';
    const labels = { event: labelOf(event.data.kind), outcome };
    this.deps.metrics.count('push_received_total', labels);
  }

  // A late repeat must not make known again a person who was forgotten in between.
  async #isNewToAnswer(stream: string, rules: readonly MatchedRule[] = []): Promise<boolean> {
    if (rules.length === 0) return false;
    try {
      for await (const _ of this.deps.store.readStream({ stream, limit: 1 })) return false;
      return true;
    } catch (cause) {
      throw storeUnavailable(`${stream}: cannot be read`, cause);
    }
  }

  /**
   * What makes two pushes one: WeChat's id where it gives one, else all that tells events of the
   * same person and second apart (docs/wechat.md), with the person's id in place of the openid.
   */
  #keyOf({ msgId, createdAt }: IncomingPush, { data }: PushReceived): string {
    if (msgId !== null) return msgId;
    const items = data.items.map((item) => Object.entries(item).toSorted(byName));
    return this.deps.secrets.digest(
      JSON.stringify([data.kind, data.subscriberId, createdAt, items]),
    );
  }
}

const messageOf = (
  { kind, openId, createdAt, content, account }: IncomingPush,
  { at, ...known }: Pick<PushMessage, 'subscriberId' | 'at' | 'correlationId'>,
): PushMessage => {
  const chat = chatKind(kind);
  return {
    type: chat ?? 'event',
    event: chat === null ? kind : null,
    content: content ?? null,
    openId,
    account: account ?? null,
    at: createdAt ?? at,
    ...known,
  };
};
