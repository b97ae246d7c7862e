import type { SendOptions } from '../../src/application/ports/message-sender.js';
import type {
  CardHolder,
  CardShown,
  ServiceCards,
} from '../../src/application/ports/service-cards.js';
import type { CallOutcome } from '../../src/application/ports/wechat.js';
import type { CardRequest } from '../../src/domain/message/card.js';
import type { AttemptOutcome } from '../../src/domain/message/outcome.js';

export type CardUpdate = Readonly<{
  holder: CardHolder;
  request: CardRequest;
  options: SendOptions;
}>;
type Reply = AttemptOutcome | Promise<AttemptOutcome>;
type Look = CallOutcome<CardShown>;
type Looking = Look | Promise<Look>;

export const cardTaken: AttemptOutcome = { outcome: 'sent', msgid: null };
export const cardRefused = (errcode: number): AttemptOutcome => ({
  outcome: 'rejected',
  errcode,
  class: 'permanent-no-credit',
  reason: 'refused',
});

export const showing = (content: CardShown['content'], codeState = 0): Look => ({
  outcome: 'ok',
  value: { content, codeState },
});

/** Cards that answer as they are told, in turn; with nothing left to say they show what they are told to. */
export class ScriptedCards implements ServiceCards {
  readonly updates: CardUpdate[] = [];
  readonly looks: CardHolder[] = [];
  readonly #replies: Reply[] = [];
  readonly #seen: Looking[] = [];
  #shown: CardShown['content'] = null;

  replies(...replies: readonly Reply[]): void {
    this.#replies.push(...replies);
  }

  /** What the next looks find, whatever was set. */
  shows(...looks: readonly Looking[]): void {
    this.#seen.push(...looks);
  }

  async set(
    holder: CardHolder,
    request: CardRequest,
    options: SendOptions = {},
  ): Promise<AttemptOutcome> {
    this.updates.push({ holder, request, options });
    const outcome = await (this.#replies.shift() ?? cardTaken);
    if (outcome.outcome === 'sent') this.#shown = request.content_json;
    return outcome;
  }

  async get(holder: CardHolder): Promise<Look> {
    this.looks.push(holder);
    return this.#seen.shift() ?? showing(this.#shown);
  }
}
