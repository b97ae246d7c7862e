import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { ticketOf, waitingOfQueue } from '../../../../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../../../../src/domain/hall/state.js';
import { epochMs, instant, ticketId, type TicketId } from '../../../../src/domain/ids.js';
import type { HallSettings } from '../../../../src/domain/settings/settings.js';
import type { ReturnPosition } from '../../../../src/domain/hall/events.js';
import { nine, openDemo, queueA, window1 } from '../demo-hall.js';

export type Look = (hall: RunningHall, event: HallEvent, before: RunningHall) => void;

/** A day of one queue and one window that is open, twenty seconds between any two commands. */
export class LineDay {
  #state: HallState = hallDecider.initialState;
  #seconds = 0;
  #taken = 0;
  #revision = 1;

  constructor(
    settings: HallSettings,
    private readonly look: Look = () => undefined,
  ) {
    this.#do({ ...openDemo, settings, settingsRevision: 1 });
    this.#do({ type: 'OpenWindow', windowId: window1 });
  }

  get hall(): RunningHall {
    if (this.#state.status === 'unopened') throw new Error('expected an open hall');
    return this.#state;
  }

  get line(): readonly Ticket[] {
    return [...waitingOfQueue(this.hall, queueA)];
  }

  get ids(): readonly TicketId[] {
    return this.line.map((ticket) => ticket.ticketId);
  }

  #do(command: Record<string, unknown>): readonly HallEvent[] {
    this.#seconds += 20;
    const at = instant(epochMs(nine) + this.#seconds * 1000);
    const timed = { ...command, at, occurredAt: null } as HallCommand;
    const decision = hallDecider.decide(this.#state, timed);
    if (!decision.ok) throw new Error(JSON.stringify(decision.refusal));
    for (const event of decision.events) {
      const before = this.#state;
      this.#state = hallDecider.evolve(this.#state, event);
      if (before.status !== 'unopened') this.look(this.hall, event, before);
    }
    return decision.events;
  }

  take(priority: string): TicketId {
    const id = ticketId(`t${(this.#taken += 1)}`);
    const bare = { ticketId: id, queueId: queueA, number: null, subscriberId: null };
    this.#do({ type: 'IssueTicket', ...bare, priority });
    return id;
  }

  /** Calls the next in turn. */
  call(): Ticket | undefined {
    const called = this.#do({ type: 'CallNext', windowId: window1 }).find(
      (event) => event.type === 'WindowCalled',
    );
    return called && ticketOf(this.hall, called.data.ticketId);
  }

  /** Gives one back to the line. */
  back(id: TicketId, position: ReturnPosition | null): void {
    this.#do({ type: 'ReturnTicket', ticketId: id, position });
  }

  cancel(id: TicketId): void {
    this.#do({ type: 'CancelTicket', ticketId: id });
  }

  promote(id: TicketId, priority: string): void {
    this.#do({ type: 'ChangePriority', ticketId: id, priority });
  }

  change(settings: HallSettings): void {
    this.#revision += 1;
    this.#do({ type: 'ChangeSettings', settings, settingsRevision: this.#revision });
  }
}
