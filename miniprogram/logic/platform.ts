/** One HTTP request to the service. */
export type WireRequest = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: object | null;
}>;

/** What came back; `body` is parsed JSON, or text that is none. */
export type WireReply = Readonly<{
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: unknown;
}>;

/** Who listens to a stream. After `onEnd` nothing more comes. */
export type StreamListener = Readonly<{
  onBytes: (bytes: Uint8Array) => void;
  /** @param status null when no answer came */
  onEnd: (status: number | null) => void;
}>;

/** Breaks off what was started; harmless when it is over. */
export type Stop = () => void;

/** What `wx.requestSubscribeMessage` answers to a tap. */
export type PopupAnswer =
  | Readonly<{ ok: true; results: Readonly<Record<string, unknown>> }>
  | Readonly<{ ok: false; errCode: number | null; errMsg: string }>;

/** What was scanned: `path` where it was a mini-program code. */
export type Scanned = Readonly<{ path: string | null; result: string }>;

/** What WeChat's own settings say about messages; null where it does not tell. */
export type WeChatSubscriptions = Readonly<{
  mainSwitch: boolean;
  itemSettings: Readonly<Record<string, unknown>>;
}>;

/** Values that stay when the mini-program is closed. */
export type KeyStore = Readonly<{
  read: (key: string) => unknown;
  write: (key: string, value: unknown) => void;
  remove: (key: string) => void;
}>;

/** What the logic needs of the phone that it runs on. */
export type Platform = Readonly<{
  /** Rejects when no answer came. */
  request: (request: WireRequest) => Promise<WireReply>;
  /** Reads an answer as it comes; null where the phone cannot. */
  stream: ((request: WireRequest, listener: StreamListener) => Stop) | null;
  /** A code of `wx.login`, good for one use. */
  loginCode: () => Promise<string>;
  /** To be called in the tap itself, before anything is awaited. */
  requestSubscribeMessage: (templateIds: readonly string[]) => Promise<PopupAnswer>;
  /** Null when the person gave up. */
  scan: () => Promise<Scanned | null>;
  subscriptionsSetting: () => Promise<WeChatSubscriptions | null>;
  /** Such as `zh_CN` or `en`. */
  language: () => string;
  storage: KeyStore;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Does the task after so many milliseconds, unless stopped before. */
  later: (ms: number, task: () => void) => Stop;
  /** At least 16 letters and digits that nobody has used before. */
  uniqueText: () => string;
}>;
