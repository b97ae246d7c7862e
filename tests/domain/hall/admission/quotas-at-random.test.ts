import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import type { HallState } from '../../../../src/domain/hall/state.js';
import type { QueueId, TicketId } from '../../../../src/domain/ids.js';
import type { HallSettings, QueueSettings } from '../../../../src/domain/settings/settings.js';
import { demo, idOf, later, openDemo, queueA, queueB } from '../demo-hall.js';
import { steps, type Step } from '../random-steps.js';

type Quota = QueueSettings['quota'];

const windows = fc.constantFrom(...demo.windows.map(({ windowId }) => windowId));
const queues = fc.constantFrom(queueA, queueB);
const tickets = fc.nat(30).map((n) => idOf(`x${n}`));
/** What makes a ticket count in its queue, or not. */
const more: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('IssueTicket' as const),
      ticketId: tickets,
      queueId: queues,
      priority: fc.constant('normal'),
      number: fc.constant(null),
      subscriberId: fc.constant(null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('CallNext' as const, 'MarkNoShow' as const),
      windowId: windows,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('TransferTicket' as const),
      windowId: windows,
      to: fc.record({ queueId: queues }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('CancelTicket' as const), ticketId: tickets }),
  },
);

const places = fc.nat(9);
const quotas: fc.Arbitrary<Quota> = fc.record({
  day: fc.option(fc.nat(16), { nil: null }),
  slots: fc.oneof(
    fc.constant([]),
    fc.tuple(places, places).map(([some, others]) => [
      { from: '08:00', to: '09:40', tickets: some },
      { from: '09:40', to: '12:00', tickets: others },
    ]),
  ),
});
const withQuota = (settings: HallSettings, quota: Quota): HallSettings => ({
  ...settings,
  queues: settings.queues.map((queue) => ({ ...queue, quota })),
});
/** A day of a hall that has no quota until, at one of its steps, it gets one, and at others another. */
const days: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    steps,
    fc.array(more, { minLength: 40, maxLength: 60, size: 'max' }),
    fc.array(fc.tuple(fc.integer({ min: 15, max: 70 }), quotas), { minLength: 1, maxLength: 4 }),
  )
  .map(([some, others, changes]) =>
    changes
      .toSorted(([a], [b]) => b - a)
      .reduce<readonly Step[]>(
        (all, [after, quota], n) =>
          all.toSpliced(after, 0, {
            type: 'ChangeSettings',
            settings: withQuota(demo, quota),
            settingsRevision: 100 - n,
          }),
        others.flatMap((step, n) => [step, ...some.slice(n, n + 1)]),
      ),
  );

type Slip = Readonly<{ queueId: QueueId; at: string }> & { wasCalled: boolean; isBack: boolean };

/** By Shanghai's clock. */
const clockOf = (at: string): string =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(11, 16);

/** Somebody at the door with the day's slips and the rules that hang there now. */
class Door {
  readonly slips = new Map<TicketId, Slip>();
  #queues: readonly QueueSettings[] = [];

  hear(event: HallEvent): void {
    if (event.type === 'HallOpened' || event.type === 'SettingsChanged')
      this.#queues = event.data.settings.queues;
    if (event.type === 'TicketIssued') {
      const { ticketId, queueId } = event.data;
      const at = event.occurredAt ?? event.at;
      this.slips.set(ticketId, { queueId, at, wasCalled: false, isBack: false });
    }
    const slip = 'ticketId' in event.data ? this.slips.get(event.data.ticketId) : undefined;
    if (slip === undefined) return;
    if (event.type === 'WindowCalled') slip.wasCalled = true;
    if (event.type === 'TicketCancelled' && !slip.wasCalled) slip.isBack = true;
  }

  /** Whether all numbers of a queue that may be given at a time of day are out. */
  isFull(queueId: QueueId, clock: string): boolean {
    const queue = this.#queues.find((one) => one.queueId === queueId);
    if (queue === undefined) return false;
    const out = [...this.slips.values()].filter((one) => one.queueId === queueId && !one.isBack);
    const { day, slots } = queue.quota;
    if (day !== null && out.length >= day) return true;
    return slots.some(({ from, to, tickets }) => {
      const isNow = from <= clock && clock < to;
      const theirs = out.filter(({ at }) => from <= clockOf(at) && clockOf(at) < to);
      return isNow && theirs.length >= tickets;
    });
  }
}

describe('a hall that gets a quota within the day', () => {
  it('gives a number as long as one is left, counting those given before', () => {
    let refused = 0;
    fc.assert(
      fc.property(days, fc.constantFrom('00:00', '08:30'), (list, dayStartsAt) => {
        const door = new Door();
        let state: HallState = hallDecider.initialState;
        const opening: readonly Step[] = [
          { ...openDemo, settings: { ...demo, dayStartsAt } },
          ...demo.windows.map(({ windowId }) => ({ type: 'OpenWindow', windowId }) as const),
        ];
        for (const [minute, step] of [...opening, ...list].entries()) {
          const at = later(minute);
          const command: HallCommand = { ...step, at, occurredAt: null };
          const isNew = step.type === 'IssueTicket' && !door.slips.has(step.ticketId);
          const isFull = isNew && door.isFull(step.queueId, clockOf(at));
          const decision = hallDecider.decide(state, command);
          if (isNew && decision.ok) expect(isFull, `${step.queueId} at ${at}`).to.equal(false);
          if (!decision.ok && decision.refusal.code === 'quota_exhausted') {
            expect(isFull, `${decision.refusal.queueId} at ${at}`).to.equal(true);
            refused += 1;
          }
          for (const event of decision.ok ? decision.events : []) {
            state = hallDecider.evolve(state, event);
            door.hear(event);
          }
        }
      }),
      { numRuns: 1_000 },
    );
    expect(refused).to.be.greaterThan(1_000);
  });
});
