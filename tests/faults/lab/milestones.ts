import type { Append, EventStore } from '../../../src/application/ports/event-store.js';

/** The named points of the pipeline, in the order in which one call passes them. */
export const milestones = [
  'before-command',
  'command-recorded',
  'before-decision',
  'decision-recorded',
  'before-grant',
  'grant-used',
  'before-claim',
  'claimed',
  'request-written',
  'answered',
  'before-record',
  'recorded',
  'before-end',
  'ended',
  'before-give-back',
  'given-back',
] as const;
export type Milestone = (typeof milestones)[number];

export const isMilestone = (name: string): name is Milestone =>
  milestones.some((milestone) => milestone === name);

type Step = Readonly<{ before: Milestone; after: Milestone }>;

const command: Step = { before: 'before-command', after: 'command-recorded' };
const decision: Step = { before: 'before-decision', after: 'decision-recorded' };
const record: Step = { before: 'before-record', after: 'recorded' };
const end: Step = { before: 'before-end', after: 'ended' };

const steps: ReadonlyMap<string, Step> = new Map([
  ['NearTurn', decision],
  ['CallNotice', decision],
  ['QueuedNotice', decision],
  ['MissedNotice', decision],
  ['SubscriptionUsed', { before: 'before-grant', after: 'grant-used' }],
  ['SendAttempted', { before: 'before-claim', after: 'claimed' }],
  ['MessageSent', record],
  ['SendDeferred', record],
  ['SendRejected', record],
  ['MessageInDoubt', record],
  ['MessageWithheld', end],
  ['MessageWithdrawn', end],
  ['MessageExpired', end],
  ['SubscriptionReturned', { before: 'before-give-back', after: 'given-back' }],
]);

/** Between which two points of the pipeline an append lies. */
export const stepOf = ({ stream, events }: Append): Step | undefined =>
  stream.startsWith('hall-') ? command : steps.get(events[0]?.type ?? '');

/** What a decorator of a store does around each append. */
export type Around = (
  append: Append,
  run: (append: Append) => ReturnType<EventStore['append']>,
) => ReturnType<EventStore['append']>;

/** The same store, with something done around its appends. */
export const aroundAppends = (store: EventStore, around: Around): EventStore => ({
  append: (append) => around(append, (given) => store.append(given)),
  readStream: (read) => store.readStream(read),
  readAll: (read) => store.readAll(read),
  subscribe: (read) => store.subscribe(read),
  end: (prefixes) => store.end(prefixes),
  truncateBefore: (stream, revision) => store.truncateBefore(stream, revision),
  close: () => store.close(),
  singleWriter: store.singleWriter,
});
