import type {
  Platform,
  PopupAnswer,
  Scanned,
  StreamListener,
  WeChatSubscriptions,
  WireReply,
  WireRequest,
} from '../../miniprogram/logic/platform.js';
import { ManualClock } from '../support/manual-clock.js';

/** What a scripted service says to a request; `lost` when no answer comes. */
export type Said = Readonly<{ status: number; body?: unknown; headers?: WireReply['headers'] }>;
export type Service = (request: WireRequest) => Said | 'lost' | Promise<Said | 'lost'>;

/** A stream that the logic has opened. */
export type OpenStream = Readonly<{ request: WireRequest; listener: StreamListener }> & {
  stopped: boolean;
};

/** A phone of a test: the platform, what it was asked, and how it is told to answer. */
export type FakePhone = Readonly<{
  platform: Platform;
  clock: ManualClock;
  requests: WireRequest[];
  streams: OpenStream[];
  asked: (readonly string[])[];
  stored: Map<string, unknown>;
  logins: () => number;
  popup: (answer: PopupAnswer) => void;
  scans: (scanned: Scanned | null) => void;
  settings: (setting: WeChatSubscriptions | null) => void;
  serve: (service: Service) => void;
}>;

export type FakePhoneOptions = Readonly<{
  language?: string;
  streams?: boolean;
  /** What another phone of the same person has stored. */
  stored?: Map<string, unknown>;
}>;

export const fakePhone = (options: FakePhoneOptions = {}): FakePhone => {
  const { language = 'zh_CN', streams: canStream = false, stored = new Map() } = options;
  const clock = new ManualClock();
  const requests: WireRequest[] = [];
  const streams: OpenStream[] = [];
  const asked: (readonly string[])[] = [];
  let service: Service = () => 'lost';
  let popup: PopupAnswer = { ok: true, results: {} };
  let scanned: Scanned | null = null;
  let setting: WeChatSubscriptions | null = null;
  let logins = 0;
  let unique = 0;
  const platform: Platform = {
    request: async (request) => {
      requests.push(request);
      const said = await service(request);
      if (said === 'lost') throw new Error('no answer');
      return { status: said.status, headers: said.headers ?? {}, body: said.body ?? '' };
    },
    stream: canStream
      ? (request, listener) => {
          const stream = { request, listener, stopped: false };
          streams.push(stream);
          return () => {
            stream.stopped = true;
          };
        }
      : null,
    loginCode: async () => `code-${(logins += 1)}`,
    requestSubscribeMessage: async (templateIds) => {
      asked.push(templateIds);
      return popup;
    },
    scan: async () => scanned,
    subscriptionsSetting: async () => setting,
    language: () => language,
    storage: {
      read: (key) => stored.get(key),
      // As on a phone: what is stored is a copy.
      write: (key, value) => void stored.set(key, structuredClone(value)),
      remove: (key) => void stored.delete(key),
    },
    now: () => Date.parse(clock.now()),
    later: (ms, task) => clock.after(ms, task),
    uniqueText: () => `unique-text-${(unique += 1)}-${options.stored === undefined ? 'a' : 'b'}`,
  };
  return {
    platform,
    clock,
    requests,
    streams,
    asked,
    stored,
    logins: () => logins,
    popup: (answer) => void (popup = answer),
    scans: (next) => void (scanned = next),
    settings: (next) => void (setting = next),
    serve: (next) => void (service = next),
  };
};

/** Lets everything that waits for no timer happen. */
export const settle = async (): Promise<void> => {
  for (let round = 0; round < 50; round += 1) await Promise.resolve();
};

export const problem = (status: number, code: string, retryAfter?: number): Said => ({
  status,
  body: { type: 'about:blank', title: code, status, detail: code, code },
  ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
});

export const loginReply = (token = 'token-1'): Said => ({
  status: 200,
  body: { token, expiresAt: '2025-03-10T09:00:00+08:00', isNew: true },
});
