import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from './problem.js';

/** Counts one request of a caller. @throws HttpProblem `rate_limited` */
export type RateLimit = (caller: string) => Promise<void>;

const limited = (msBeforeNext: number): HttpProblem =>
  new HttpProblem('rate_limited', 'too many requests in this second', {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(msBeforeNext / 1000))) },
  });

/** At most `perSecond` requests a second of each caller; null where nothing is limited. */
export const createRateLimit = (perSecond: number | 'off'): RateLimit | null => {
  if (perSecond === 'off') return null;
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return async (caller) => {
    try {
      await limiter.consume(caller);
    } catch (refused) {
      throw refused instanceof RateLimiterRes ? limited(refused.msBeforeNext) : refused;
    }
  };
};
