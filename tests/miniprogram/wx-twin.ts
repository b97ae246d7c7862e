import type { Caller } from '../e2e/http.js';

type Given = Readonly<Record<string, unknown>> &
  Readonly<{ success?: (result: object) => void; fail?: (result: object) => void }>;

/** How the person behind a phone behaves; changed by the tests as they go. */
export type Person = {
  /** The answer on the popup: one for all templates, or one for each. */
  answer: string | object;
  /** What they scan next; null when they give up. */
  scan: Readonly<{ path?: string; result: string }> | null;
  /** Whether they agree to what a dialogue asks. */
  agrees: boolean;
  /** Null: WeChat tells nothing of messages. */
  mainSwitch: boolean | null;
  online: boolean;
};

/** A phone's `wx` that reaches the real service and the simulator, and what it was asked for. */
export type WxTwin = Readonly<{
  wx: object;
  person: Person;
  storage: Map<string, unknown>;
  toasts: string[];
  /** Titles of the dialogues that asked something. */
  questions: string[];
  titles: string[];
  /** Addresses of all requests, without the host. */
  addresses: string[];
}>;

const headersOf = (response: Response): Readonly<Record<string, string>> =>
  Object.fromEntries(response.headers.entries());

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

type Parts = Readonly<{ serviceUrl: string; person: Person; addresses: string[] }>;

/** `wx.request`, whole or in pieces, as far as the mini-program uses it. */
const requesting =
  ({ serviceUrl, person, addresses }: Parts) =>
  (given: Given) => {
    const { pathname, search } = new URL(given['url'] as string);
    addresses.push(pathname + search);
    const abort = new AbortController();
    let onChunk: (chunk: Readonly<{ data: ArrayBuffer }>) => void = () => undefined;
    const run = async (): Promise<void> => {
      if (!person.online) throw new Error('offline');
      const response = await fetch(`${serviceUrl}${pathname}${search}`, {
        method: given['method'] as string,
        headers: given['header'] as Record<string, string>,
        ...(given['data'] === undefined ? {} : { body: JSON.stringify(given['data']) }),
        signal: abort.signal,
      });
      if (given['enableChunked'] === true && response.ok)
        for await (const chunk of response.body ?? [])
          onChunk({ data: Uint8Array.from(chunk as Uint8Array).buffer });
      const data = given['enableChunked'] === true ? '' : parsed(await response.text());
      given.success?.({ statusCode: response.status, header: headersOf(response), data });
    };
    run().catch(() => given.fail?.({ errMsg: 'request:fail' }));
    return {
      abort: () => abort.abort(),
      onChunkReceived: (listener: typeof onChunk) => void (onChunk = listener),
    };
  };

const popup = (
  { simulator, name, person }: Readonly<{ simulator: Caller; name: string; person: Person }>,
  isTapping: () => boolean,
) => {
  return (given: Given): void => {
    if (!isTapping()) {
      const errMsg = 'requestSubscribeMessage:fail can only be invoked by user TAP gesture.';
      return given.fail?.({ errMsg });
    }
    const tap = { tmplIds: given['tmplIds'], answer: person.answer };
    void simulator
      .post<Record<string, unknown>>(`/simulator/phones/${name}/subscribe`, tap)
      .then((results) => ('errCode' in results ? given.fail : given.success)?.(results));
  };
};

/** Makes the phone of a person whom the simulator knows by this name. */
export const wxTwin = (
  name: string,
  reach: Readonly<{ serviceUrl: string; simulator: Caller; language: string; streams: boolean }>,
): WxTwin => {
  const { serviceUrl, simulator, language, streams } = reach;
  const person: Person = {
    answer: 'accept',
    scan: null,
    agrees: true,
    mainSwitch: true,
    online: true,
  };
  const storage = new Map<string, unknown>();
  const toasts: string[] = [];
  const questions: string[] = [];
  const titles: string[] = [];
  const addresses: string[] = [];
  const wx = {
    __tapping: false,
    onTitle: (title: string) => void titles.push(title),
    canIUse: () => streams,
    getAppBaseInfo: () => ({ language }),
    request: requesting({ serviceUrl, person, addresses }),
    login: (given: Given): void =>
      void simulator
        .post<{ code: string }>(`/simulator/phones/${name}/login`)
        .then((answer) => given.success?.(answer)),
    requestSubscribeMessage: (given: Given): void =>
      popup({ simulator, name, person }, () => wx.__tapping)(given),
    scanCode: (given: Given): void =>
      person.scan === null
        ? given.fail?.({ errMsg: 'scanCode:fail cancel' })
        : given.success?.(person.scan),
    getSetting: (given: Given): void =>
      given.success?.(
        person.mainSwitch === null
          ? {}
          : { subscriptionsSetting: { mainSwitch: person.mainSwitch, itemSettings: {} } },
      ),
    openSetting: (given: Given): void => given.success?.({}),
    showToast: ({ title }: Given): void => void toasts.push(String(title)),
    showModal: (given: Given): void => {
      questions.push(String(given['title']));
      // As on a phone: the person answers later, and may tap again before the dialogue is there.
      const { agrees } = person;
      setTimeout(() => given.success?.({ confirm: agrees, cancel: !agrees }));
    },
    getStorageSync: (key: string) => storage.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void storage.set(key, structuredClone(value)),
    removeStorageSync: (key: string) => void storage.delete(key),
    liveActivity: async () => ({ code: 'card-code-of-a-test' }),
  };
  return { wx, person, storage, toasts, questions, titles, addresses };
};
