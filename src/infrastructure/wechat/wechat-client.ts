import type { Clock } from '../../application/ports/clock.js';
import { AccessTokens } from './access-token.js';
import { WeChatCodes, type EnvVersion } from './codes.js';
import { WeChatCustomerService } from './customer-service.js';
import { WeChatHealthTracker } from './health.js';
import { WeChatHttp } from './http-exchange.js';
import type { WeChatLog } from './log.js';
import { WeChatLogin } from './login.js';
import { WeChatMedia } from './media.js';
import { WeChatMessageSender } from './message-sender.js';
import { WeChatServiceCards } from './service-card.js';
import { WeChatApiUsage } from './quota.js';
import { WeChatTemplateLibrary } from './template-library.js';
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
  /** The version of the mini-program that codes open. @default release */
  envVersion?: EnvVersion;
  log?: WeChatLog;
}>;

/** All ports to one mini-program, on one connection pool and one access token. */
export type WeChatClient = Readonly<{
  sender: WeChatMessageSender;
  cards: WeChatServiceCards;
  login: WeChatLogin;
  templates: WeChatTemplates;
  templateLibrary: WeChatTemplateLibrary;
  customerService: WeChatCustomerService;
  media: WeChatMedia;
  codes: WeChatCodes;
  usage: WeChatApiUsage;
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
  const api = { appId, http, tokens, ...log };
  return {
    sender: new WeChatMessageSender({ http, tokens, health, clock, ...log }),
    cards: new WeChatServiceCards({ http, tokens, health, clock, ...log }),
    login: new WeChatLogin({ appId, secret, http, health }),
    templates: new WeChatTemplates({ http, tokens }),
    templateLibrary: new WeChatTemplateLibrary(api),
    customerService: new WeChatCustomerService(api),
    media: new WeChatMedia(api),
    codes: new WeChatCodes({ ...api, envVersion: options.envVersion ?? 'release' }),
    usage: new WeChatApiUsage(api),
    health,
    tokens,
    close: () => http.close(),
  };
};
