import { ticketOfAppointment } from '../../domain/agenda/state.js';
import { ticketOf } from '../../domain/hall/queries.js';
import type { TicketIssued } from '../../domain/hall/events.js';
import type { AppointmentId, HallId, TicketId } from '../../domain/ids.js';
import { isAppError } from '../errors.js';
import type { HallDays } from '../hall/hall-days.js';
import { serviceInvocation } from '../invocation.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { AgendaKey, Agendas } from './agendas.js';

export type CheckInsDeps = Readonly<{
  agendas: Agendas;
  days: HallDays;
  clock: Clock;
  ids: Ids;
  logger: Logger;
}>;

type CheckedIn = AgendaKey &
  Readonly<{ appointmentId: AppointmentId; ticketId: TicketId; late: boolean }>;

const againMs = 2_000;

/**
 * Tells the agenda who has come: what the hall's stream has issued a ticket for is checked in.
 * Every instance does; whoever comes second finds it done.
 */
export class CheckIns {
  readonly #open = new Map<AppointmentId, CheckedIn>();
  #isLive = false;
  #stopped = false;
  #working: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;

  constructor(private readonly deps: CheckInsDeps) {}

  /** Takes in one event of the log of a hall. */
  fold({ hallId, businessDay }: AgendaKey, { data }: TicketIssued): void {
    const { appointmentId, ticketId, late = false } = data;
    if (appointmentId === undefined) return;
    this.#open.set(appointmentId, { hallId, businessDay, appointmentId, ticketId, late });
    if (this.#isLive) this.#work();
  }

  /** The log's past is folded: what an instance that died has left undone is done now. */
  goLive(): void {
    this.#isLive = true;
    this.#work();
  }

  /** Stops, after what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#working;
  }

  /** Resolves when what was folded is noted, or could not be. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /**
   * Notes those of some appointments that the hall's stream, read to its end, has a ticket for.
   * @throws AppError `store_unavailable`, `newer_version`
   */
  async settle(key: AgendaKey, appointmentIds: readonly AppointmentId[]): Promise<void> {
    const log = await this.deps.days.open(key.hallId, key.businessDay);
    await log.refresh();
    const { state } = log;
    if (state.status === 'unopened') return;
    for (const appointmentId of appointmentIds) {
      const ticket = ticketOf(state, ticketOfAppointment(appointmentId));
      if (ticket?.appointmentId !== appointmentId) continue;
      await this.#note({ ...key, appointmentId, ticketId: ticket.ticketId, late: ticket.late });
    }
  }

  async #note({ hallId, businessDay, ...checkedIn }: CheckedIn): Promise<void> {
    const { agendas, clock, ids } = this.deps;
    await agendas.execute(
      { hallId, businessDay },
      {
        command: { type: 'NoteCheckIn', at: clock.now(), ...checkedIn },
        by: serviceInvocation('check-ins', ids.uuid()),
      },
    );
  }

  #work(): void {
    this.#working = this.#working.then(() => this.#settleOpen());
  }

  async #settleOpen(): Promise<void> {
    for (const [id, checkedIn] of this.#open) {
      if (this.#stopped) return;
      try {
        await this.#note(checkedIn);
        this.#open.delete(id);
      } catch (error) {
        this.#missed(checkedIn.hallId, error);
        if (isAppError(error) && !isAppError(error, 'store_unavailable')) {
          // Another try would not help: what is wrong stands in the log.
          this.#open.delete(id);
          continue;
        }
        this.#cancel();
        this.#cancel = this.deps.clock.after(againMs, () => this.#work());
        return;
      }
    }
  }

  #missed(hallId: HallId, error: unknown): void {
    this.deps.logger.warn({ hallId, ...errorFields(error) }, 'check_in_not_noted');
  }
}
