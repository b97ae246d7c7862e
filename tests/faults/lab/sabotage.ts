import { createHash } from 'node:crypto';
import type { Append, EventStore } from '../../../src/application/ports/event-store.js';
import { aroundAppends } from './milestones.js';

/**
 * Rules broken on purpose, to see that the campaign notices:
 * - `send-before-claim`: WeChat is called before the claim is written.
 * - `same-claim-ids`: two instances that claim one attempt use the same event id, so that the store
 *   tells both that they won.
 */
export const sabotages = ['none', 'send-before-claim', 'same-claim-ids'] as const;
export type Sabotage = (typeof sabotages)[number];

const isClaim = ({ events }: Append): boolean => events[0]?.type === 'SendAttempted';

const claimDelayMs = 2_000;

const sendsBeforeClaim = (store: EventStore): EventStore =>
  aroundAppends(store, async (append, run) => {
    if (!isClaim(append)) return run(append);
    setTimeout(() => void run(append), claimDelayMs);
    const revision = (append.expected === 'no_stream' ? -1 : append.expected) + 1;
    return { outcome: 'appended', revision, position: await store.end(['message-']) };
  });

const sameId = (append: Append): Append => ({
  ...append,
  events: append.events.map((event, index) => {
    const hex = createHash('sha256')
      .update(`${append.stream}@${append.expected}+${index}`)
      .digest('hex');
    const eventId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    return { ...event, eventId };
  }),
});

const claimsWithSameIds = (store: EventStore): EventStore =>
  aroundAppends(store, (append, run) => run(isClaim(append) ? sameId(append) : append));

/** The store with one rule broken, or as it is. */
export const sabotageOf = (name: string | undefined, store: EventStore): EventStore => {
  if (name === 'send-before-claim') return sendsBeforeClaim(store);
  if (name === 'same-claim-ids') return claimsWithSameIds(store);
  return store;
};
