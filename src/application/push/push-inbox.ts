import type { PushReceived } from '../../domain/push/events.js';
import { pushStream } from '../../domain/streams.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { IncomingPush, Pushes } from '../ports/inbound.js';
import type { Secrets } from '../ports/secrets.js';
import { appendAt, type StreamDeps } from '../stream-writer.js';

/** WeChat hangs up after 5 s and sends the same again. */
const deadlineMs = 3_500;

const knownKinds: ReadonlySet<string> = new Set([
  'subscribe_msg_sent_event',
  'subscribe_msg_popup_event',
  'subscribe_msg_change_event',
]);

const labelOf = (kind: string): string => {
  if (knownKinds.has(kind)) return kind;
  return kind.startsWith('message.') ? 'message' : 'other';
};

const byName = ([left]: [string, string], [right]: [string, string]): number =>
  left < right ? -1 : 1;

/** Takes what WeChat pushes: each push is recorded once, whoever receives it and however often. */
export class PushInbox implements Pushes {
  constructor(private readonly deps: StreamDeps & Readonly<{ secrets: Secrets }>) {}

  async receive(push: IncomingPush, by: Parameters<Pushes['receive']>[1]): Promise<void> {
    const { secrets, clock, metrics } = this.deps;
    const { kind, openId, createdAt: occurredAt, items } = push;
    const subscriberId = openId === null ? null : secrets.subscriberIdOf(openId);
    const event: PushReceived = {
      type: 'PushReceived',
      at: clock.now(),
      occurredAt,
      data: { kind, subscriberId, items },
    };
    const wechat = serviceInvocation('wechat', by.correlationId, by.traceparent);
    const written = await appendAt(
      this.deps,
      { stream: pushStream(this.#keyOf(push, event)), revision: -1, deadlineMs },
      { events: [event], context: contextOf(wechat) },
    );
    const outcome = written === 'written' ? 'recorded' : 'repeated';
    metrics.count('push_received_total', { event: labelOf(kind), outcome });
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
