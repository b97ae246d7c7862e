import type { DomainEvent } from '../event.js';

/** The two calls that share one quota for the account's whole life. */
export type LimitedCodeApi = 'createwxaqrcode' | 'getwxacode';

/** What a limited code shows, and how; the same wish is the same code. */
export type LimitedCodeWish = Readonly<{
  api: LimitedCodeApi;
  /** With its query. */
  path: string;
  /** Pixels. */
  width: number;
}>;

/** WeChat is about to be asked: from here on the code counts as used up, whatever is heard of it. */
export type LimitedCodeReserved = DomainEvent<'LimitedCodeReserved', LimitedCodeWish>;

/** WeChat has drawn it. */
export type LimitedCodeMade = DomainEvent<
  'LimitedCodeMade',
  LimitedCodeWish & {
    /** How many of the account's codes are used up, where WeChat says so. */
    numUsed: number | null;
    /** Base64. */
    picture: string;
    contentType: string;
  }
>;

/** WeChat has certainly not drawn it: the reservation is given back. */
export type LimitedCodeRefused = DomainEvent<
  'LimitedCodeRefused',
  LimitedCodeWish & { errcode: number | null; reason: string }
>;

export type LimitedCodeEvent = LimitedCodeReserved | LimitedCodeMade | LimitedCodeRefused;
