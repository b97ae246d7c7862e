/**
 * What became of a call to WeChat other than a subscribe message. Nobody repeats one blindly:
 * - `ok`: WeChat did it.
 * - `refused`: WeChat said no, or (errcode null) we saw before the call that it would; asking again
 *   changes nothing.
 * - `later`: it did nothing (unreachable, busy, a quota, a dead token), and may do it later.
 * - `unknown`: the request was written and its answer lost; it may have been done.
 *
 * `reason` is free of secrets and openids, and is never to be compared.
 */
export type CallOutcome<Value> =
  | Readonly<{ outcome: 'ok'; value: Value }>
  | Readonly<{ outcome: 'refused'; errcode: number | null; reason: string }>
  | Readonly<{ outcome: 'later'; errcode: number | null; reason: string }>
  | Readonly<{ outcome: 'unknown'; reason: string }>;

/** A picture as it travels. */
export type Picture = Readonly<{
  bytes: Uint8Array;
  /** Such as `image/png`. */
  contentType: string;
}>;

/** A page of the mini-program, as a card in a chat. */
export type PageCard = Readonly<{
  title: string;
  /** With its query, without a leading slash. */
  pagePath: string;
  /** A picture uploaded before. */
  thumbMediaId: string;
}>;

/** customerServiceMessage.send: answers to a person who wrote in the last 48 hours, 5 at most. */
export interface CustomerService {
  sendText(openId: string, content: string): Promise<CallOutcome<null>>;
  sendImage(openId: string, mediaId: string): Promise<CallOutcome<null>>;
  sendPageCard(openId: string, card: PageCard): Promise<CallOutcome<null>>;
}

/** uploadTempMedia: what is uploaded lives for three days. */
export interface TemporaryMedia {
  uploadImage(picture: Picture): Promise<CallOutcome<Readonly<{ mediaId: string }>>>;
}

export type UnlimitedCodeRequest = Readonly<{
  /** At most 32 characters of those that WeChat allows; nothing personal. */
  scene: string;
  /** Without a leading slash and without a query. */
  page: string;
  /** Pixels, 280 to 1280. @default 430 */
  width?: number;
}>;

export type LimitedCodeRequest = Readonly<{
  /** `createwxaqrcode` draws a square code (path of at most 128 characters), `getwxacode` a round one (1024). */
  api: 'createwxaqrcode' | 'getwxacode';
  /** With its query, without a leading slash. */
  path: string;
  /** Pixels, 280 to 1280. @default 430 */
  width?: number;
}>;

/** `numUsed`: how many of the account's 100,000 codes are made, where WeChat says so. */
export type LimitedCode = Readonly<{ picture: Picture; numUsed: number | null }>;

/** Codes that open a page of the mini-program. */
export interface MiniProgramCodes {
  /** getwxacodeunlimit: as many as wanted, 5,000 a minute. */
  unlimited(request: UnlimitedCodeRequest): Promise<CallOutcome<Picture>>;
  /** The two calls that share one quota of 100,000 for the account's whole life. */
  limited(request: LimitedCodeRequest): Promise<CallOutcome<LimitedCode>>;
}

/** How much of an API's daily quota is used (openapi/quota/get). */
export type ApiQuota = Readonly<{ dailyLimit: number; used: number; remain: number }>;

/** What WeChat still knows of a call (openapi/rid/get), without what is secret or personal in it. */
export type ExplainedCall = Readonly<{
  /** Seconds since the epoch. */
  invokedAt: number;
  costMs: number;
  /** Without its query. */
  path: string;
  /** WeChat's answer, redacted. */
  response: string;
}>;

/** What an operator asks WeChat about the calls that we make. */
export interface ApiUsage {
  /** @param path such as `/cgi-bin/message/subscribe/send` */
  quota(path: string): Promise<CallOutcome<ApiQuota>>;
  /** Sets all counts of the day to 0 (clear_quota): ten times a month. */
  clearQuota(): Promise<CallOutcome<null>>;
  /** @param rid as at the end of an errmsg, at most seven days old, of any API but `/sns` */
  explain(rid: string): Promise<CallOutcome<ExplainedCall>>;
}
