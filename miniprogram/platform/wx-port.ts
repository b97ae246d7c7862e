import type {
  Platform,
  PopupAnswer,
  StreamListener,
  Stop,
  WireReply,
  WireRequest,
} from '../logic/platform.js';

/** How long an answer may take, in milliseconds. */
const requestTimeoutMs = 15_000;
/** A stream is open for as long as the page is seen; its silence is watched elsewhere. */
const streamTimeoutMs = 3_600_000;

type Headers = Readonly<Record<string, string>>;

const lowerCased = (headers: object): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );

const request = ({ method, url, headers, body }: WireRequest): Promise<WireReply> =>
  new Promise((resolve, reject) => {
    wx.request({
      method,
      url,
      header: { ...headers },
      ...(body === null ? {} : { data: body }),
      timeout: requestTimeoutMs,
      success: ({ statusCode, header, data }) =>
        resolve({ status: statusCode, headers: lowerCased(header), body: data }),
      fail: () => reject(new Error('no answer')),
    });
  });

const stream = ({ method, url, headers }: WireRequest, listener: StreamListener): Stop => {
  let isOver = false;
  const end = (status: number | null): void => {
    if (isOver) return;
    isOver = true;
    listener.onEnd(status);
  };
  const task = wx.request({
    method,
    url,
    header: { ...headers },
    enableChunked: true,
    timeout: streamTimeoutMs,
    success: ({ statusCode }) => end(statusCode),
    fail: () => end(null),
  });
  task.onChunkReceived(({ data }) => {
    if (!isOver) listener.onBytes(new Uint8Array(data));
  });
  return () => {
    isOver = true;
    task.abort();
  };
};

const requestSubscribeMessage = (templateIds: readonly string[]): Promise<PopupAnswer> =>
  new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds: [...templateIds],
      success: (results) => resolve({ ok: true, results: { ...results } }),
      fail: ({ errCode, errMsg }) =>
        resolve({ ok: false, errCode: typeof errCode === 'number' ? errCode : null, errMsg }),
    });
  });

const loginCode = (): Promise<string> =>
  new Promise((resolve, reject) => {
    wx.login({
      success: ({ code }) => (code === '' ? reject(new Error('no code')) : resolve(code)),
      fail: () => reject(new Error('no code')),
    });
  });

const scan: Platform['scan'] = () =>
  new Promise((resolve) => {
    wx.scanCode({
      success: ({ path, result }) =>
        resolve({ path: typeof path === 'string' && path !== '' ? path : null, result }),
      // Giving up is the only failure that WeChat reports here.
      fail: () => resolve(null),
    });
  });

const subscriptionsSetting: Platform['subscriptionsSetting'] = () =>
  new Promise((resolve) => {
    wx.getSetting({
      withSubscriptions: true,
      success: (answer) => {
        // The typings promise it; developer tools and old WeChats may leave it out.
        const setting = (answer as Partial<typeof answer>).subscriptionsSetting;
        resolve(
          setting === undefined
            ? null
            : { mainSwitch: setting.mainSwitch, itemSettings: setting.itemSettings ?? {} },
        );
      },
      fail: () => resolve(null),
    });
  });

const uniqueText = (): string => {
  const part = (): string => Math.random().toString(36).slice(2, 12).padEnd(10, '0');
  return `mp-${Date.now().toString(36)}-${part()}${part()}`;
};

/** The phone, as WeChat offers it. */
export const createWxPlatform = (): Platform => ({
  request,
  stream: wx.canIUse('request.object.enableChunked') ? stream : null,
  loginCode,
  requestSubscribeMessage,
  scan,
  subscriptionsSetting,
  language: () => wx.getAppBaseInfo().language,
  storage: {
    read: (key) => wx.getStorageSync<unknown>(key),
    write: (key, value) => wx.setStorageSync(key, value),
    remove: (key) => wx.removeStorageSync(key),
  },
  now: () => Date.now(),
  later: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  uniqueText,
});
