import { createServer } from 'node:net';
import { pino } from 'pino';
import type { Clock } from '../../../src/application/ports/clock.js';
import { instant } from '../../../src/domain/ids.js';
import type { MessageRequest } from '../../../src/domain/message/events.js';
import { createWeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import type { WeChatClient } from '../../../src/infrastructure/wechat/wechat-client.js';
import { paths, startScriptedWeChat, tokenAnswer } from './scripted-wechat.js';
import type { ScriptedWeChat } from './scripted-wechat.js';

export const openId = 'o7esq5OI1Uej6Xixw1lA2H7XDVbc';
export const appId = 'wxAPPID';
export const secret = 'SECRET-0123456789abcdef';
export const accessToken = 'ACCESS_TOKEN-fedcba9876543210';

export const messageRequest: MessageRequest = {
  template_id: 'TPL_NEAR',
  page: 'pages/ticket/index?id=t1',
  miniprogram_state: 'formal',
  lang: 'zh_CN',
  data: { thing1: { value: '综合服务' }, number3: { value: '3' } },
};

/** A clock that a test turns by hand; only `sleep` and `after` are missing, for nothing here waits. */
export type HandClock = Clock & Readonly<{ advance(ms: number): void }>;

export const handClock = (): HandClock => {
  let now = 1_700_000_000_000;
  const never = (): never => {
    throw new Error('nothing in the adapter waits by the clock');
  };
  return {
    now: () => instant(now),
    monotonicMs: () => now,
    after: never,
    sleep: never,
    advance: (ms) => (now += ms),
  };
};

/** The adapter against a scripted server, with everything that it logs. */
export type Rig = Readonly<{
  wechat: ScriptedWeChat;
  client: WeChatClient;
  clock: HandClock;
  logged(): string;
  close(): Promise<void>;
}>;

/** `host`: the name by which the adapter calls the server. */
export type RigOptions = Readonly<{ timeoutMs?: number; host?: string }>;

export const startRig = async (options: RigOptions = {}): Promise<Rig> => {
  const wechat = await startScriptedWeChat();
  wechat.script(paths.token, tokenAnswer(accessToken));
  const clock = handClock();
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const client = createWeChatClient({
    appId,
    secret,
    clock,
    log,
    baseUrl: wechat.url.replace('127.0.0.1', options.host ?? '127.0.0.1'),
    timeoutMs: options.timeoutMs ?? 2000,
  });
  const close = async (): Promise<void> => {
    client.close();
    await wechat.close();
  };
  return { wechat, client, clock, logged: () => lines.join(''), close };
};

/** An address on this machine where nobody listens. */
export const refusingUrl = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });

/** A sender whose token comes from the rig, and whose sends go to another address. */
export const clientTo = (baseUrl: string, clock: Clock): WeChatClient =>
  createWeChatClient({ appId, secret, clock, baseUrl, timeoutMs: 1000 });
