import fc from 'fast-check';
import type {
  CommandAuthor,
  HallCommand,
  ReportCallEvent,
  TicketRef,
} from '../../../src/domain/hall/commands.js';
import type { ReturnPosition } from '../../../src/domain/hall/events.js';
import {
  queueId,
  subscriberId,
  ticketId,
  windowId,
  type QueueId,
  type SubscriberId,
  type TicketId,
  type WindowId,
} from '../../../src/domain/ids.js';
import type {
  HallSettings,
  ReturnPlace,
  ReturnRules,
} from '../../../src/domain/settings/settings.js';
import { demo, later, queueB } from './demo-hall.js';
import { lineRules, orderedBy } from './line/random-rules.js';

type Untimed<C> = C extends HallCommand ? Omit<C, 'at' | 'occurredAt'> : never;
/** A command without its time. */
export type Step = Untimed<HallCommand>;

const tickets: fc.Arbitrary<TicketId> = fc.nat(14).map((n) => ticketId(`t${n}`));
// One window and one queue of each list are unknown to the hall.
const windows: fc.Arbitrary<WindowId> = fc.constantFrom('1', '2', '3', '3', '9').map(windowId);
const queues: fc.Arbitrary<QueueId> = fc.constantFrom('A', 'A', 'B', 'X').map(queueId);
const people: fc.Arbitrary<SubscriberId> = fc.constantFrom('anna', 'boris').map(subscriberId);
const numbers: fc.Arbitrary<string> = fc.constantFrom(
  'A001',
  'A002',
  'A003',
  'A004',
  'A005',
  'B001',
  'B002',
  'A0001',
);
const refs: fc.Arbitrary<TicketRef> = fc.oneof(
  fc.record({ ticketId: tickets }),
  fc.record({ number: numbers }),
);
// No list of a hall has all of them.
const priorities = fc.constantFrom('normal', 'normal', 'priority', 'senior', 'vip');
export const positions: fc.Arbitrary<ReturnPosition> = fc.oneof(
  fc.constant({ kind: 'first' } as const),
  fc.constant({ kind: 'last' } as const),
  fc.nat(4).map((n) => ({ kind: 'after', n }) as const),
);
const minutes = fc.nat(120).map(later);

const returnPlace: fc.Arbitrary<ReturnPlace> = fc.oneof(
  fc.constantFrom('last' as const, 'first' as const, 'entry' as const),
  fc.nat(4).map((after) => ({ after })),
);
const returns: fc.Arbitrary<ReturnRules> = fc.record({
  place: fc.oneof(returnPlace, fc.array(returnPlace, { minLength: 1, maxLength: 3 })),
  priority: fc.constantFrom(null, null, 'normal', 'vip'),
  limit: fc.constantFrom(null, null, 1, 2),
  withinMinutes: fc.constantFrom(null, null, 30),
});

const settings: fc.Arbitrary<HallSettings> = fc
  .record({
    busyWindow: fc.constantFrom('complete', 'reject'),
    transferPlace: fc.constantFrom('issued', 'last'),
    queues: fc.constantFrom(
      demo.queues,
      demo.queues.filter((each) => each.queueId !== queueB),
      demo.queues.map((each) => ({ ...each, prefix: each.prefix === 'A' ? 'B' : 'A' })),
      demo.queues.map((each) => ({ ...each, maxWaitSeconds: 600 })),
    ),
    windows: fc.constantFrom(
      demo.windows,
      demo.windows.slice(1),
      demo.windows.map((each) => ({ ...each, pick: 'longest_wait' as const })),
      demo.windows.map((each) => ({ ...each, pick: 'shares' as const, shares: { B: 3 } })),
    ),
    callGiven: fc.constantFrom('any', 'own_queues', 'nobody'),
    signIn: fc.constantFrom('off', 'off', 'required'),
    returns,
    recallLimit: fc.constantFrom(null, null, 1),
    afterRecalls: fc.constantFrom('refuse', 'no_show'),
    rules: lineRules,
  })
  .map(({ rules, ...changes }) => orderedBy({ ...demo, ...changes }, rules));

const reports: fc.Arbitrary<ReportCallEvent['report']> = fc.oneof(
  fc.record({
    type: fc.constant('TicketIssued' as const),
    ticketId: tickets,
    queueId: queues,
    number: numbers,
  }),
  fc.record({
    type: fc.constantFrom(
      'WindowCalled' as const,
      'TicketRecalled' as const,
      'ServiceStarted' as const,
      'TicketCompleted' as const,
      'TicketNoShow' as const,
    ),
    windowId: windows,
    number: numbers,
  }),
  fc.record({ type: fc.constant('TicketCancelled' as const), number: numbers }),
);

const perhaps = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(some, { nil: null });
const type = <T extends HallCommand['type']>(name: T): fc.Arbitrary<T> => fc.constant(name);
const issuing: fc.Arbitrary<Step> = fc.record({
  type: type('IssueTicket'),
  ticketId: tickets,
  queueId: queues,
  priority: priorities,
  number: perhaps(numbers),
  subscriberId: perhaps(people),
});
const atWindow: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom(
    'CallNext' as const,
    'CallNext' as const,
    'OpenWindow' as const,
    'OpenWindow' as const,
    'CloseWindow' as const,
    'RecallTicket' as const,
    'StartService' as const,
    'CompleteTicket' as const,
    'MarkNoShow' as const,
  ),
  windowId: windows,
});
const moving: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: type('CallTicket'), windowId: windows, ticket: refs }),
  fc.record({
    type: type('HoldTicket'),
    windowId: windows,
    kind: fc.constantFrom('any_window', 'same_window', 'until'),
    until: perhaps(minutes),
  }),
  fc.record({
    type: type('TransferTicket'),
    windowId: windows,
    to: fc.oneof(fc.record({ queueId: queues }), fc.record({ windowId: windows })),
  }),
  fc.record({ type: type('ReturnTicket'), ticketId: tickets, position: perhaps(positions) }),
  fc.record({ type: type('ChangePriority'), ticketId: tickets, priority: priorities }),
  fc.record({ type: type('ResumeTicket'), ticketId: tickets, byWindowId: perhaps(windows) }),
  fc.record({ type: type('ResumeDueTicket'), ticketId: tickets }),
  fc.record({ type: type('CancelTicket'), ticketId: tickets }),
  fc.record({
    type: type('SetReminder'),
    ticketId: tickets,
    ahead: perhaps(fc.integer({ min: 1, max: 8 })),
  }),
  fc.record({ type: type('ChangePriority'), ticketId: tickets, priority: priorities }),
);
const terminals: fc.Arbitrary<CommandAuthor> = fc
  .constantFrom('t1', 't2')
  .map((tokenId) => ({ tokenId, role: 'terminal' }));
/** Who sits where; and what is done there by somebody who may not sit there. */
const sitting: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ windowId: windows, clerkId: fc.constantFrom('7', '8'), by: terminals }).chain((who) =>
    fc.boolean().map((takeOver) => ({
      type: 'SignIn' as const,
      ...who,
      tokenId: who.by.tokenId ?? '',
      takeOver,
    })),
  ),
  fc.record({ type: type('SignOut'), windowId: windows, by: terminals }),
  fc.record({ type: type('ReleaseWindowLine'), windowId: windows }),
  fc.record({ type: type('CallNext'), windowId: windows, by: terminals }),
  fc.record({ type: type('CallTicket'), windowId: windows, ticket: refs, by: terminals }),
);
const holding: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom('BindTicket' as const, 'UnbindTicket' as const),
  ticketId: tickets,
  subscriberId: people,
});
export const changesOfSettings: fc.Arbitrary<Step> = fc.record({
  type: type('ChangeSettings'),
  settings,
  settingsRevision: fc.integer({ min: 6, max: 20 }),
});
const aboutTheDay: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: type('PauseWindow'), windowId: windows, reason: fc.constant(null) }),
  fc.record({
    type: fc.constantFrom('PauseQueue' as const, 'ResumeQueue' as const, 'ResumeQueue' as const),
    queueId: queues,
  }),
  changesOfSettings,
  fc.record({ type: type('CloseDay') }),
  fc.record({ type: type('EndDay'), limit: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ type: fc.constantFrom('ReopenDay' as const) }),
  fc.record({ type: fc.constantFrom('ReopenDay' as const) }),
);
/** Any commands, sensible or not, most of them about tickets at windows. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: issuing },
    { weight: 9, arbitrary: atWindow },
    { weight: 7, arbitrary: moving },
    { weight: 2, arbitrary: sitting },
    { weight: 2, arbitrary: holding },
    { weight: 3, arbitrary: fc.record({ type: type('ReportCallEvent'), report: reports }) },
    { weight: 1, arbitrary: aboutTheDay },
  ),
  { minLength: 20, maxLength: 120, size: 'max' },
);
