import type { Clock } from '../../application/ports/clock.js';
import { AccessTokens } from './access-token.js';
import { WeChatHealthTracker } from './health.js';
import { WeChatHttp } from './http-exchange.js';
import type { WeChatLog } from './log.js';
import { WeChatLogin } from './login.js';
import { WeChatMessageSender } from './message-sender.js';
import { WeChatTemplates } from './templates.js';

export { AccessTokens, WeChatHealthTracker, WeChatHttp, WeChatLogin, WeChatMessageSender };
export { WeChatTemplates };
export type { WeChatLog };

export type WeChatClientOptions = Readonly<{
  appId: string;
  secret: string;
  clock: Clock;
  /** @default https://api.weixin.qq.com */
  baseUrl?: string;
  /** Of one request, in milliseconds. @default 5000 */
  timeoutMs?: number;
  log?: WeChatLog;
}>;

/** The four ports to one mini-program, on one connection pool and one access token. */
export type WeChatClient = Readonly<{
  sender: WeChatMessageSender;
  login: WeChatLogin;
  templates: WeChatTemplates;
  health: WeChatHealthTracker;
  tokens: AccessTokens;
  /** Closes idle connections. */
  close(): void;
}>;

/** Builds the adapter for one mini-program (docs/wechat.md). */
export const createWeChatClient = (options: WeChatClientOptions): WeChatClient => {
  const { clock, appId, secret } = options;
  const log = options.log === undefined ? {} : { log: options.log };
  const http = new WeChatHttp({
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const tokens = new AccessTokens({ appId, secret, http, clock, ...log });
  const health = new WeChatHealthTracker({ clock });
  return {
    sender: new WeChatMessageSender({ http, tokens, health, clock, ...log }),
    login: new WeChatLogin({ appId, secret, http, health }),
    templates: new WeChatTemplates({ http, tokens }),
    health,
    tokens,
    close: () => http.close(),
  };
};
