import type { MessageRequest } from '../../domain/message/events.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';

export type SendOutcome = AttemptOutcome;

export type SendOptions = Readonly<{
  /** Before the request is written: deferred; after: unknown. */
  signal?: AbortSignal;
  /** No request is written later than this after the call (it is deferred then). @default 8000 */
  startWithinMs?: number;
}>;

export interface MessageSender {
  /** Sends once. Renews a dead token once. Never throws for what WeChat or the network does. */
  send(openId: string, request: MessageRequest, options?: SendOptions): Promise<SendOutcome>;
}

export type LoginOutcome =
  | Readonly<{ outcome: 'ok'; openId: string }>
  | Readonly<{ outcome: 'code_invalid' }>
  | Readonly<{ outcome: 'user_blocked' }>
  | Readonly<{ outcome: 'unavailable'; reason: string }>;

export interface LoginVerifier {
  /** Trades a `wx.login` code for an openid; session_key never leaves the adapter. */
  verify(code: string, signal?: AbortSignal): Promise<LoginOutcome>;
}

export type TemplateInfo = Readonly<{
  templateId: string;
  title: string;
  /** Keys such as `thing1`, in the order of the template. */
  keys: readonly string[];
  /** What stands before each key's value, such as 排队号码. */
  labels: Readonly<Record<string, string>>;
  /** Whether an acceptance is not used up by a message (type 3). */
  lasting: boolean;
  enums: Readonly<Record<string, readonly string[]>>;
}>;

export interface TemplateCatalog {
  /** The account's templates; `unavailable` when WeChat cannot be reached or refuses us. */
  list(): Promise<
    | Readonly<{ outcome: 'ok'; templates: readonly TemplateInfo[] }>
    | Readonly<{ outcome: 'unavailable'; reason: string }>
  >;
}

/** How the way to WeChat looks now, for readiness and metrics. */
export interface WeChatHealth {
  state(): Readonly<{ ok: boolean; reason: string | null }>;
}
