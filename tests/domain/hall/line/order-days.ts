import fc from 'fast-check';
import {
  queueId,
  ticketId,
  type QueueId,
  type TicketId,
  type WindowId,
} from '../../../../src/domain/ids.js';
import { demo, queueA, window1, window2, window3 } from '../demo-hall.js';
import { changesOfSettings, positions, steps, type Step } from '../random-steps.js';

const type = <T extends Step['type']>(name: T): fc.Arbitrary<T> => fc.constant(name);
const perhaps = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(some, { nil: null });
const tickets: fc.Arbitrary<TicketId> = fc.nat(24).map((n) => ticketId(`t${n}`));
const windows: fc.Arbitrary<WindowId> = fc.constantFrom(window1, window1, window2, window3);
// Most of them in one queue, so that a line forms there.
const queues: fc.Arbitrary<QueueId> = fc.constantFrom(queueA, queueA, queueA, queueId('B'));
const priorities = fc.constantFrom('normal', 'normal', 'priority', 'senior', 'vip');

const issuing: fc.Arbitrary<Step> = fc.record({
  type: type('IssueTicket'),
  ticketId: tickets,
  queueId: queues,
  priority: priorities,
  number: fc.constant(null),
  subscriberId: fc.constant(null),
});
const calling: fc.Arbitrary<Step> = fc.record({ type: type('CallNext'), windowId: windows });
const comingBack: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: type('MarkNoShow'), windowId: windows }) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: type('ReturnTicket'),
      ticketId: tickets,
      position: perhaps(positions),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: type('HoldTicket'),
      windowId: windows,
      kind: fc.constant('any_window' as const),
      until: fc.constant(null),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: type('ResumeTicket'),
      ticketId: tickets,
      byWindowId: fc.constant(null),
    }),
  },
);
const moving: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: type('ChangePriority'),
      ticketId: tickets,
      priority: priorities,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: type('TransferTicket'),
      windowId: windows,
      to: fc.oneof(fc.record({ queueId: queues }), fc.record({ windowId: windows })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: type('CancelTicket'), ticketId: tickets }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('CallTicket'),
      windowId: windows,
      ticket: fc.record({ ticketId: tickets }),
    }),
  },
);
const stopping: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom('CloseWindow' as const), windowId: windows }),
  fc.record({ type: fc.constantFrom('OpenWindow' as const), windowId: windows }),
);

/** Whose windows are open and signed in to by nobody, so that a day goes on. */
const plain = (step: Step): Step =>
  step.type === 'ChangeSettings'
    ? { ...step, settings: { ...step.settings, signIn: 'off', windows: demo.windows } }
    : step;

/** Days on which lines form: people come, come back, are moved, and rules change while they wait. */
export const orderDays: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    steps,
    fc.array(
      fc.oneof(
        { weight: 12, arbitrary: issuing },
        { weight: 5, arbitrary: calling },
        { weight: 6, arbitrary: comingBack },
        { weight: 5, arbitrary: moving },
        { weight: 1, arbitrary: stopping },
        { weight: 1, arbitrary: changesOfSettings },
      ),
      { minLength: 40, maxLength: 160, size: 'max' },
    ),
  )
  .map(([some, others]) =>
    others.flatMap((step, n) => {
      const other = n % 12 === 0 ? some[n] : undefined;
      const isEnd = other?.type === 'CloseDay' || other?.type === 'EndDay';
      return other === undefined || isEnd ? [plain(step)] : [plain(step), plain(other)];
    }),
  );
