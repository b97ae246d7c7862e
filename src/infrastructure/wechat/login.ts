import { z } from 'zod';
import type { LoginOutcome, LoginVerifier } from '../../application/ports/message-sender.js';
import type { WeChatHealthTracker } from './health.js';
import type { WeChatHttp } from './http-exchange.js';
import { redact } from './redact.js';
import { readReply } from './reply.js';
import type { WeChatReply } from './reply.js';

export type WeChatLoginOptions = Readonly<{
  appId: string;
  secret: string;
  http: WeChatHttp;
  health: WeChatHealthTracker;
}>;

const wellFormedCode = /^[\x21-\x7e]{1,256}$/;
/** Wrong, used, or absent code; -1 may have used it up: a new `wx.login` is the way on (docs/wechat.md). */
const newCodeNeeded = new Set([40029, 40163, 41008, -1]);
const userBlocked = 40226;

const openIdSchema = z.object({ openid: z.string().regex(/^[\w-]{1,128}$/) });

/** code2Session (docs/wechat.md). Needs no access token, so that login works while the token endpoint does not. */
export class WeChatLogin implements LoginVerifier {
  readonly #options: WeChatLoginOptions;

  constructor(options: WeChatLoginOptions) {
    this.#options = options;
  }

  async verify(code: string, signal?: AbortSignal): Promise<LoginOutcome> {
    if (!wellFormedCode.test(code)) return { outcome: 'code_invalid' };
    const { appId, secret, http, health } = this.#options;
    const exchange = await http.exchange({
      method: 'GET',
      path: '/sns/jscode2session',
      query: { appid: appId, secret, js_code: code, grant_type: 'authorization_code' },
      ...(signal === undefined ? {} : { signal }),
    });
    const read = readReply(exchange);
    if (read.kind === 'reply') return this.#outcomeOf(read.reply, code);
    health.failed(`login: ${read.cause}`);
    if (read.kind === 'not_sent') return { outcome: 'unavailable', reason: read.cause };
    // The code may be used up; it must never be tried again.
    return { outcome: 'code_invalid' };
  }

  #outcomeOf(reply: WeChatReply, code: string): LoginOutcome {
    const { health, secret } = this.#options;
    const errcode = reply.errcode ?? 0;
    const session = openIdSchema.safeParse(reply);
    if (errcode === 0 && session.success) {
      health.succeeded();
      return { outcome: 'ok', openId: session.data.openid };
    }
    if (errcode === userBlocked) return { outcome: 'user_blocked' };
    if (errcode === 0 || newCodeNeeded.has(errcode)) return { outcome: 'code_invalid' };
    const reason = `${errcode} ${redact(reply.errmsg ?? '', [secret, code])}`;
    health.failed(`login: ${reason}`);
    return { outcome: 'unavailable', reason };
  }
}
