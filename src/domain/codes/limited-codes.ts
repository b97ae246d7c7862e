import { exhaustive } from '../event.js';
import type { LimitedCodeEvent, LimitedCodeMade, LimitedCodeWish } from './events.js';

/** The account's limited codes, as far as this service has asked for them. */
export type LimitedCodes = Readonly<{
  /** Made, or asked for without being certainly refused. */
  used: number;
  /** What was made, by {@link wishKey}. */
  made: ReadonlyMap<string, LimitedCodeMade['data']>;
}>;

export const noLimitedCodes: LimitedCodes = { used: 0, made: new Map() };

/** The same for the same wish, different for any other. */
export const wishKey = ({ api, path, width }: LimitedCodeWish): string =>
  JSON.stringify([api, path, width]);

export const evolveLimitedCodes = (codes: LimitedCodes, event: LimitedCodeEvent): LimitedCodes => {
  switch (event.type) {
    case 'LimitedCodeReserved':
      return { ...codes, used: codes.used + 1 };
    case 'LimitedCodeMade':
      return { ...codes, made: new Map(codes.made).set(wishKey(event.data), event.data) };
    case 'LimitedCodeRefused':
      return { ...codes, used: codes.used - 1 };
    default:
      exhaustive(event);
      return codes;
  }
};
