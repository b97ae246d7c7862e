import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from './problem.js';

/** Counts one request of a caller. @throws HttpProblem `rate_limited` */
export type RateLimit = (caller: string) => Promise<void>;

const limited = (msBeforeNext: number): HttpProblem =>
  new HttpProblem('rate_limited', 'too many requests', {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(msBeforeNext / 1000))) },
  });

/** At most `perSecond` requests a second of each caller; null where nothing is limited. */
export const createRateLimit = (perSecond: number | 'off'): RateLimit | null => {
  if (perSecond === 'off') return null;
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return (caller) => consumed(limiter, caller);
};

/** At most so many of a kind in a span of time, of each caller. @throws HttpProblem `rate_limited` when called once more */
export const createCap = (points: number, seconds: number): RateLimit => {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return (caller) => consumed(limiter, caller);
};

const consumed = async (limiter: RateLimiterMemory, caller: string): Promise<void> => {
  try {
    await limiter.consume(caller);
  } catch (refused) {
    throw refused instanceof RateLimiterRes ? limited(refused.msBeforeNext) : refused;
  }
};
