import type { CardRequest } from '../../domain/message/card.js';
import type { SendOptions, SendOutcome } from './message-sender.js';
import type { CallOutcome } from './wechat.js';

/** Whose card: the person, and the code that their tap gave. */
export type CardHolder = Readonly<{ openId: string; code: string }>;

/** A card as WeChat has it. */
export type CardShown = Readonly<{
  /** What it shows; null where it shows nothing that can be read. */
  content: Readonly<Record<string, unknown>> | null;
  /** WeChat's `code_state`: 0 normal, 1 at risk, 2 abnormal, 10 refused by the person. */
  codeState: number;
}>;

/** Service cards (docs/wechat.md). */
export interface ServiceCards {
  /** set_user_notify, once. Renews a dead token once. Never throws for what WeChat or the network does. */
  set(holder: CardHolder, request: CardRequest, options?: SendOptions): Promise<SendOutcome>;
  /** get_user_notify: what the card shows now. */
  get(holder: CardHolder): Promise<CallOutcome<CardShown>>;
}
