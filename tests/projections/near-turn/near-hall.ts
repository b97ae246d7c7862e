import type { HallEvent } from '../../../src/domain/hall/events.js';
import type { Place } from '../../../src/domain/hall/line/place.js';
import { arrivalPlace } from '../../domain/hall/places.js';
import {
  subscriberId,
  templateId,
  type QueueId,
  type SubscriberId,
} from '../../../src/domain/ids.js';
import type { MessageDecision } from '../../../src/domain/message/events.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { messageKinds, type MessageKind } from '../../../src/domain/streams.js';
import { applyPolicy, initialPolicy } from '../../../src/projections/near-turn/policy.js';
import type { HallFact, PolicyState } from '../../../src/projections/near-turn/policy-state.js';
import { bound, issued, opened, returned, transferred } from '../../domain/hall/demo-events.js';
import { demo, idOf, queueA, window1 } from '../../domain/hall/demo-hall.js';

/** The demo hall with these kinds of message switched on. */
export const sending = (
  kinds: readonly MessageKind[] = ['near-turn'],
  changes: Partial<HallSettings> = {},
): HallSettings => ({
  ...demo,
  ...changes,
  messages: Object.fromEntries(
    messageKinds.map((kind) => [
      kind,
      { ...demo.messages[kind], enabled: kinds.includes(kind), templateId: templateId(kind) },
    ]),
  ) as HallSettings['messages'],
});

/** Queue A near from this many ahead on, B as in the demo. */
export const threshold = (
  nearTurnThreshold: number,
  kinds: readonly MessageKind[] = ['near-turn'],
): HallSettings =>
  sending(kinds, {
    queues: demo.queues.map((queue) =>
      queue.queueId === queueA ? { ...queue, nearTurnThreshold } : queue,
    ),
  });

export const holderOf = (number: string): SubscriberId => subscriberId(`holder-${number}`);
export const boundTo = (number: string, stay = 1): HallEvent =>
  bound(number, holderOf(number), stay);

/** A001 to A00n, each bound to a person of its own as it is issued. */
export const line = (count: number, unbound: readonly string[] = []): readonly HallEvent[] =>
  Array.from({ length: count }, (_, index) => `A00${index + 1}`).flatMap((number, index) => [
    issued(number, index + 1),
    ...(unbound.includes(number) ? [] : [boundTo(number)]),
  ]);

export const at = (counter: number): Place => arrivalPlace('normal', counter);
export const back = (number: string, counter: number, stay: number): HallEvent =>
  returned(number, { position: { kind: 'last' }, place: at(counter), stay });
type To = { place: Place; stay: number; toQueueId?: QueueId };
export const sentOn = (number: string, to: To): HallEvent =>
  transferred(number, { from: window1, toQueueId: queueA, ...to });

const factOf = (event: HallEvent, revision: number): HallFact => ({
  event,
  stream: 'hall-demo-20250301',
  revision,
  eventId: `e${revision}`,
});

/** What the policy decides on each of these events, on from a state. */
export const decide = (
  events: readonly HallEvent[],
  from: PolicyState = initialPolicy(),
): { state: PolicyState; decisions: readonly (readonly MessageDecision[])[] } => {
  let state = from;
  const decisions = events.map((event, revision) => {
    const step = applyPolicy(state, factOf(event, revision));
    state = step.state;
    return step.decisions;
  });
  return { state, decisions };
};

/** A decision for short: `near-turn A004 3`, from the second stay on with `/2`. */
export const shown = ({ kind, number, ahead, stay }: MessageDecision): string =>
  `${kind} ${number}${ahead === null ? '' : ` ${ahead}`}${stay === 1 ? '' : ` /${stay}`}`;

type Whens = Readonly<{
  when: (...events: readonly HallEvent[]) => Readonly<{
    /** What each of the events makes due, all in order. */
    decides: (...expected: readonly string[]) => readonly string[];
  }>;
}>;

/** Given a day with these settings and events, when these come, then these messages are due. */
export const givenDay = (
  settings: HallSettings,
  history: readonly HallEvent[],
  compare: (found: readonly string[], expected: readonly string[]) => void,
): Whens => ({
  when: (...events) => ({
    decides: (...expected) => {
      const before = decide([opened(settings), ...history]);
      const found = decide(events, before.state).decisions.flat().map(shown);
      compare(found, expected);
      return found;
    },
  }),
});

export const ticketId = idOf;
