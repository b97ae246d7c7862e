import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import type { HallState } from '../../../../src/domain/hall/state.js';
import type { QueueId, SubscriberId, TicketId } from '../../../../src/domain/ids.js';
import type { HallSettings } from '../../../../src/domain/settings/settings.js';
import {
  anna,
  boris,
  demo,
  idOf,
  later,
  openDemo,
  queueA,
  queueB,
  window1,
  window2,
  window3,
} from '../demo-hall.js';
import type { Step } from '../random-steps.js';

type Limits = Readonly<{
  perQueue: number | null;
  perHall: number | null;
  perDay: number | null;
}>;

const most = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: null });
const limits: fc.Arbitrary<Limits> = fc
  .record({ perQueue: most(2), perHall: most(3), perDay: most(5) })
  // Who held what is known of a hall while it has any limit.
  .filter((all) => Object.values(all).some((limit) => limit !== null));
const limited = ({ perQueue, perHall, perDay }: Limits): HallSettings => ({
  ...demo,
  openPerPerson: { perQueue, perHall },
  perPersonADay: perDay,
});

const people = fc.constantFrom(anna, boris);
const tickets = fc.nat(11).map((n) => idOf(`t${n}`));
const windows = fc.constantFrom(window1, window2, window3);
const queues = fc.constantFrom(queueA, queueA, queueB);
const type = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);
const taking: fc.Arbitrary<Step> = fc.record({
  type: type('IssueTicket'),
  ticketId: tickets,
  queueId: queues,
  priority: fc.constant('normal'),
  number: fc.constant(null),
  subscriberId: fc.option(people, { nil: null, freq: 2 }),
});
const holding: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom('BindTicket' as const, 'BindTicket' as const, 'UnbindTicket' as const),
  ticketId: tickets,
  subscriberId: people,
});
const atWindow: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom(
    'CallNext' as const,
    'CallNext' as const,
    'StartService' as const,
    'CompleteTicket' as const,
    'MarkNoShow' as const,
  ),
  windowId: windows,
});
const moving: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: type('HoldTicket'),
    windowId: windows,
    kind: fc.constant('any_window' as const),
    until: fc.constant(null),
  }),
  fc.record({
    type: type('TransferTicket'),
    windowId: windows,
    to: fc.record({ queueId: queues }),
  }),
  fc.record({ type: type('ReturnTicket'), ticketId: tickets, position: fc.constant(null) }),
  fc.record({ type: type('CancelTicket'), ticketId: tickets }),
);
const changing: fc.Arbitrary<Step> = fc.record({
  type: type('ChangeSettings'),
  settings: limits.map(limited),
  settingsRevision: fc.integer({ min: 8, max: 40 }),
});
const days: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: taking },
    { weight: 6, arbitrary: holding },
    { weight: 5, arbitrary: atWindow },
    { weight: 3, arbitrary: moving },
    { weight: 1, arbitrary: changing },
  ),
  { minLength: 20, maxLength: 90, size: 'max' },
);

type Slip = { queueId: QueueId; holder: SubscriberId | null; isOpen: boolean };

/** Whose pocket has which slip, kept by a bystander who only hears the events. */
class Pockets {
  readonly slips = new Map<TicketId, Slip>();
  readonly #held = new Map<SubscriberId, Set<TicketId>>();
  #limits: Limits = { perQueue: null, perHall: null, perDay: null };

  hear(event: HallEvent): void {
    if (event.type === 'HallOpened' || event.type === 'SettingsChanged') {
      const { openPerPerson, perPersonADay: perDay } = event.data.settings;
      this.#limits = { ...openPerPerson, perDay };
    } else if (event.type === 'TicketIssued') {
      const { ticketId, queueId } = event.data;
      this.slips.set(ticketId, { queueId, holder: null, isOpen: true });
    } else if ('ticketId' in event.data) this.#hearOf(event.data.ticketId, event);
  }

  #hearOf(ticketId: TicketId, event: HallEvent): void {
    const slip = this.slips.get(ticketId);
    if (slip === undefined) throw new Error(`no slip ${ticketId}`);
    if (event.type === 'TicketBound') {
      slip.holder = event.data.subscriberId;
      this.#heldBy(event.data.subscriberId).add(ticketId);
    } else if (event.type === 'TicketUnbound') slip.holder = null;
    else if (event.type === 'TicketTransferred') slip.queueId = event.data.toQueueId;
    if (event.type === 'TicketReturned' || event.type === 'WindowCalled') slip.isOpen = true;
    if (/^Ticket(Completed|NoShow|Cancelled|Expired)$/.test(event.type)) slip.isOpen = false;
  }

  #heldBy(person: SubscriberId): Set<TicketId> {
    const held = this.#held.get(person) ?? new Set();
    this.#held.set(person, held);
    return held;
  }

  /** Whether a person may have one ticket more beside the others that they have, or had. */
  hasRoom(person: SubscriberId, ticketId: TicketId, queueId: QueueId): boolean {
    const open = [...this.slips].filter(
      ([id, slip]) => id !== ticketId && slip.holder === person && slip.isOpen,
    );
    const here = open.filter(([, slip]) => slip.queueId === queueId);
    const others = [...this.#heldBy(person)].filter((id) => id !== ticketId);
    const { perQueue, perHall, perDay } = this.#limits;
    return (
      here.length < (perQueue ?? Infinity) &&
      open.length < (perHall ?? Infinity) &&
      others.length < (perDay ?? Infinity)
    );
  }
}

/** Whom a command would give a ticket, and of which queue; null: nobody, or that is no question of limits. */
const asked = (
  step: Step,
  { slips }: Pockets,
): Readonly<{ person: SubscriberId; ticketId: TicketId; queueId: QueueId }> | null => {
  if (step.type === 'IssueTicket') {
    const { subscriberId: person, ticketId, queueId } = step;
    return person === null || slips.has(ticketId) ? null : { person, ticketId, queueId };
  }
  if (step.type !== 'BindTicket') return null;
  const { subscriberId: person, ticketId } = step;
  const slip = slips.get(ticketId);
  return slip?.holder === null ? { person, ticketId, queueId: slip.queueId } : null;
};

describe('whatever people take, bind and free', () => {
  it('nobody gets more tickets than a person may have, and nobody fewer', () => {
    fc.assert(
      fc.property(limits, days, (first, list) => {
        const pockets = new Pockets();
        let state: HallState = hallDecider.initialState;
        const opening: readonly Step[] = [
          { ...openDemo, settings: limited(first) },
          ...[window1, window2, window3].map(
            (windowId) => ({ type: 'OpenWindow', windowId }) as const,
          ),
        ];
        for (const [minute, step] of [...opening, ...list].entries()) {
          const wanted = asked(step, pockets);
          const command: HallCommand = { ...step, at: later(minute), occurredAt: null };
          const decision = hallDecider.decide(state, command);
          const code = decision.ok ? 'ok' : decision.refusal.code;
          const room = wanted && pockets.hasRoom(wanted.person, wanted.ticketId, wanted.queueId);
          // A ticket that has ended is refused for that, whoever asks.
          if (room !== null && code !== 'ticket_ended')
            expect(code).to.equal(room ? 'ok' : 'too_many_tickets');
          else expect(code).not.to.equal('too_many_tickets');
          for (const event of decision.ok ? decision.events : []) {
            state = hallDecider.evolve(state, event);
            pockets.hear(event);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
