import type { Api } from './api.js';
import type { Subscribed } from './answers.js';
import type { Platform } from './platform.js';
import { failed, mayPass, type Answer } from './problem.js';

/** What a tap gave and the service has not confirmed. It waits on the phone, also over a restart. */
export type Outbox = Readonly<{
  /** Keeps a report and sends it; kept until the service has taken or refused it. */
  report: (
    ticketId: string,
    results: Readonly<Record<string, unknown>>,
  ) => Promise<Answer<Subscribed>>;
  /** Sends what is kept, oldest first, until one has to wait longer. */
  flush: () => Promise<void>;
  waiting: () => number;
  clear: () => void;
}>;

type Kept = Readonly<{
  key: string;
  ticketId: string;
  results: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  at: number;
}>;

const storageKey = 'outbox';
/**
 * The service remembers a key for 24 hours. A report that may have arrived before that is not sent
 * again later: it would count one acceptance twice.
 */
const longestKeptMs = 23 * 60 * 60 * 1000;

const isKept = (value: unknown): value is Kept => {
  const { key, ticketId, results, at } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Partial<Record<keyof Kept, unknown>>;
  return (
    typeof key === 'string' &&
    typeof ticketId === 'string' &&
    typeof results === 'object' &&
    results !== null &&
    typeof at === 'number'
  );
};

export const createOutbox = (platform: Platform, api: Api): Outbox => {
  const { storage } = platform;
  let row: Promise<unknown> = Promise.resolve();
  const all = (): readonly Kept[] => {
    const value = storage.read(storageKey);
    const oldest = platform.now() - longestKeptMs;
    return (Array.isArray(value) ? value : []).filter(isKept).filter(({ at }) => at >= oldest);
  };
  const keep = (kept: readonly Kept[]): void => storage.write(storageKey, kept);

  const send = async (one: Kept): Promise<Answer<Subscribed>> => {
    if (!all().some(({ key }) => key === one.key)) return failed('forgotten');
    const answer = await api.subscribe({ ticketId: one.ticketId, results: one.results }, one.key);
    if (answer.ok || !mayPass(answer.problem)) keep(all().filter(({ key }) => key !== one.key));
    return answer;
  };
  // One after the other: two that run at once would both send the same report.
  const inRow = <T>(task: () => Promise<T>): Promise<T> => {
    const next = row.then(task, task);
    row = next;
    return next;
  };

  return {
    report: (ticketId, results) => {
      const one = { key: platform.uniqueText(), ticketId, results, at: platform.now() };
      keep([...all(), one]);
      return inRow(() => send(one));
    },
    flush: () =>
      inRow(async () => {
        for (const one of all()) {
          const answer = await send(one);
          if (!answer.ok && mayPass(answer.problem)) return;
        }
      }),
    waiting: () => all().length,
    clear: () => storage.remove(storageKey),
  };
};
