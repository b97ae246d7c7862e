import type { MessageSender, SendOptions } from '../../src/application/ports/message-sender.js';
import type { MessageRequest } from '../../src/domain/message/events.js';
import type { AttemptOutcome } from '../../src/domain/message/outcome.js';

export type Sent = Readonly<{ openId: string; request: MessageRequest; options: SendOptions }>;
type Reply = AttemptOutcome | Promise<AttemptOutcome>;

export const taken: AttemptOutcome = { outcome: 'sent', msgid: '4711' };
export const noCredit: AttemptOutcome = { outcome: 'no_credit', errcode: 43101, reason: 'refused' };
export const refused: AttemptOutcome = {
  outcome: 'rejected',
  errcode: 47003,
  class: 'data',
  reason: 'argument invalid',
};
export const lost: AttemptOutcome = { outcome: 'unknown', reason: 'answer_lost' };
export const deferredFor = (
  scope: 'account' | 'network' | 'person' | 'template',
  possiblySent = false,
): AttemptOutcome => ({
  outcome: 'deferred',
  errcode: null,
  reason: 'not now',
  possiblySent,
  scope,
});

/** A WeChat that answers as it is told, in turn; when nothing is left to say it takes the message. */
export class ScriptedSender implements MessageSender {
  readonly calls: Sent[] = [];
  readonly #replies: (() => Reply)[] = [];

  readonly #hanging = new Set<(outcome: AttemptOutcome) => void>();

  /** A reply that does not come until it is released. */
  readonly hang = (): Promise<AttemptOutcome> =>
    new Promise((resolve) => this.#hanging.add(resolve));

  /** Answers whoever still waits. */
  release(outcome: AttemptOutcome = lost): void {
    for (const resolve of this.#hanging) resolve(outcome);
    this.#hanging.clear();
  }

  replies(...replies: readonly (Reply | (() => Reply))[]): void {
    this.#replies.push(
      ...replies.map((reply) => (typeof reply === 'function' ? reply : (): Reply => reply)),
    );
  }

  async send(
    openId: string,
    request: MessageRequest,
    options: SendOptions = {},
  ): Promise<AttemptOutcome> {
    this.calls.push({ openId, request, options });
    return this.#replies.shift()?.() ?? taken;
  }
}
