import { jittered } from '../pauses.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { Metrics } from '../ports/metrics.js';

const firstPauseMs = 50;
const longestPauseMs = 5_000;

/** Someone who follows the log, one subscription after the other. */
export type Following = Readonly<{
  /** Who it is, in metrics and logs. */
  subscriber: string;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  metrics: Metrics;
  /** Changes with each event taken in: a subscription that brought any is no sign of trouble. */
  progress: () => string | number;
  /** One subscription, to its end. */
  subscribe: (signal: AbortSignal) => Promise<void>;
  /** Told when a subscription is over, however it ended. */
  over?: () => void;
}>;

/**
 * Subscribes again and again until the signal aborts: an end is as good as a drop. Pauses grow, with
 * jitter, while subscriptions bring nothing.
 */
export const keepFollowing = async (following: Following, signal: AbortSignal): Promise<void> => {
  const { subscriber, clock, ids, metrics, progress } = following;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const before = progress();
    await subscribeOnce(following, signal);
    following.over?.();
    if (signal.aborted) return;
    metrics.count('subscription_drops_total', { subscriber });
    pauseMs = progress() === before ? Math.min(pauseMs * 2, longestPauseMs) : firstPauseMs;
    await clock.sleep(jittered(pauseMs, ids.random()), signal).catch(() => undefined);
  }
};

const subscribeOnce = async (
  { subscriber, logger, subscribe }: Following,
  signal: AbortSignal,
): Promise<void> => {
  try {
    await subscribe(signal);
    if (!signal.aborted) logger.warn({ subscriber }, 'subscription_ended');
  } catch (error) {
    logger.warn({ subscriber, ...errorFields(error) }, 'subscription_dropped');
  }
};
