import type { SendOutcome } from '../../application/ports/message-sender.js';
import type { ApiResult } from './api-call.js';
import type { TokenFailure } from './access-token.js';
import { redact } from './redact.js';
import type { WeChatReply } from './reply.js';

/** Why a message was refused for good (tests/data/wechat-contract.json, `policies`). */
export type RejectionClass =
  'permanent-bad-data' | 'permanent-user' | 'config-error' | 'unknown-errcode';

/** 43101: WeChat knows of no grant for this person and template. */
const noCredit = 43101;
const systemError = -1;

/** Refused for good: docs/failure-modes.md, classes from tests/data/wechat-contract.json. */
const rejections: ReadonlyMap<number, RejectionClass> = new Map([
  [45168, 'permanent-bad-data'],
  [47001, 'permanent-bad-data'],
  [47003, 'permanent-bad-data'],
  [40003, 'permanent-user'],
  [50002, 'permanent-user'],
  [41030, 'config-error'],
]);

/** Only this person is asked to wait: concurrent calls, too frequent. */
const personCodes = new Set([43108, 43117]);

const templateCodes = new Set([40036, 40037, 43116]);

/** Whether WeChat refuses one template (wrong size, unknown, banned) rather than the account. */
export const isTemplateRefusal = (errcode: number | null): boolean =>
  errcode !== null && templateCodes.has(errcode);

/** Quotas, tokens that were dead twice, a busy template library: it passes by itself. */
const passingCodes = new Set([200001, 45009, 45011, 40001, 40014, 42001]);

/** Credentials, permissions, bans (docs/wechat.md): nobody's message gets through until somebody acts. */
const accountCodes = new Set([
  40002, 40013, 40125, 40164, 40243, 41001, 41002, 41004, 43002, 43107, 44002, 48001, 48004, 50004,
  50007, 89503, 89506, 89507, 200011, 200013, 200100,
]);

/** Whether WeChat did nothing now and may do the very same later, without anybody's doing. */
export const isForLater = (errcode: number): boolean =>
  errcode === systemError || personCodes.has(errcode) || passingCodes.has(errcode);

/** What became of a send, by docs/failure-modes.md. Every reason is free of secrets. */
export const sendOutcomeOf = (result: ApiResult, openId: string): SendOutcome => {
  switch (result.kind) {
    case 'reply':
      return outcomeOfReply(result.reply, [openId, ...result.secrets]);
    case 'token_failure':
      return outcomeOfTokenFailure(result.failure);
    case 'not_sent':
      return deferred(null, result.cause, 'network');
    case 'unknown':
      return { outcome: 'unknown', reason: result.cause };
  }
};

const outcomeOfReply = (reply: WeChatReply, secrets: readonly string[]): SendOutcome => {
  const errcode = reply.errcode;
  if (errcode === undefined) return { outcome: 'unknown', reason: 'a reply without errcode' };
  if (errcode === 0) return { outcome: 'sent', msgid: msgidOf(reply) };
  const reason = redact(reply.errmsg ?? '', secrets);
  if (errcode === noCredit) return { outcome: 'no_credit', errcode, reason };
  if (errcode === systemError) {
    return { ...deferred(errcode, reason, 'network'), possiblySent: true };
  }
  if (personCodes.has(errcode)) return deferred(errcode, reason, 'person');
  if (isTemplateRefusal(errcode)) return deferred(errcode, reason, 'template');
  if (passingCodes.has(errcode) || accountCodes.has(errcode))
    return deferred(errcode, reason, 'account');
  const rejection = rejections.get(errcode) ?? 'unknown-errcode';
  return { outcome: 'rejected', errcode, class: rejection, reason };
};

const outcomeOfTokenFailure = (failure: TokenFailure): SendOutcome =>
  deferred(
    failure.errcode,
    `access token: ${failure.reason}`,
    failure.kind === 'network' ? 'network' : 'account',
  );

type Deferred = Extract<SendOutcome, { outcome: 'deferred' }>;

const deferred = (errcode: number | null, reason: string, scope: Deferred['scope']): Deferred => ({
  outcome: 'deferred',
  errcode,
  reason,
  possiblySent: false,
  scope,
});

/** The message id as text, exact; null where WeChat named none or something else. */
const msgidOf = (reply: WeChatReply): string | null => {
  const msgid = reply['msgid'];
  return typeof msgid === 'string' && /^-?\d{1,20}$/.test(msgid) ? msgid : null;
};
