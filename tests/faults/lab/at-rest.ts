import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Message, Records } from './records.js';
import type { Delivery, SimulatorProcess } from './simulator-process.js';
import type { SendPolicy } from './verdict.js';

/** Longer than the service waits before it sends a first doubt again. */
const resendPauseMs = 3_000;
const drainWithinMs = 120_000;
const open = ['decided', 'sending', 'deferred'];

type Place = Readonly<{ records: Records; simulator: SimulatorProcess; policy: SendPolicy }>;

export type AtRest = Readonly<{
  received: readonly Delivery[];
  messages: readonly Message[];
  drainMs: number;
}>;

/**
 * What phones received after `cursor` and what the auditor shows, once no message has anywhere to go,
 * and of one moment: a message decided and sent between two readings would look lost, or sent twice.
 */
export const atRest = async (place: Place, cursor: string): Promise<AtRest> => {
  const { records, simulator } = place;
  const began = Date.now();
  for (;;) {
    await drain(place);
    const drainMs = Date.now() - began;
    const before = await records.messages();
    const { items: received } = await simulator.deliveries(cursor);
    const messages = await records.messages();
    const isOver = drainMs >= drainWithinMs;
    if (isOver || isDeepStrictEqual(before, messages)) return { received, messages, drainMs };
  }
};

const drain = async (place: Place): Promise<void> => {
  const began = Date.now();
  while (Date.now() - began < drainWithinMs) {
    const counts = await Promise.all(open.map((status) => place.records.messages(status)));
    if (counts.every(({ length }) => length === 0) && (await isDecided(place))) {
      if (!(await doubtsGoOn(place))) return;
    }
    await sleep(250);
  }
};

/** Under at-least-once a doubt is sent again, after a pause: whether one went on during it. */
const doubtsGoOn = async ({ records, policy }: Place): Promise<boolean> => {
  if (policy === 'at-most-once') return false;
  const before = await records.messages('in_doubt');
  if (before.length === 0) return false;
  await sleep(resendPauseMs);
  const after = await records.messages('in_doubt');
  return after.length !== before.length;
};

// History follows the log a moment behind: a replay waits for it, and for decisions on their way.
const isDecided = async ({ records }: Place): Promise<boolean> => {
  const [message] = await records.messages();
  if (message === undefined) return true;
  await records.replay(message.businessDay);
  const messages = await records.messages();
  return messages.every(({ status }) => !open.includes(status));
};
