import { inOrder } from '../../domain/agenda/state.js';
import type { BusinessDay, HallId } from '../../domain/ids.js';
import { serviceInvocation } from '../invocation.js';
import type { AppointmentIndex } from '../ports/appointments.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { Agendas } from './agendas.js';
import type { CheckIns } from './check-ins.js';

/** Appointments that are missed by one append. */
const missedLimit = 200;

export type EndedAgendasDeps = Readonly<{
  agendas: Agendas;
  index: AppointmentIndex;
  checkIns: CheckIns;
  clock: Clock;
  ids: Ids;
  logger: Logger;
}>;

/** At a day's end, who did not come has missed their appointment (爽约). */
export class EndedAgendas {
  readonly #ended = new Map<HallId, BusinessDay>();
  readonly #underWay = new Map<HallId, Promise<void>>();

  constructor(private readonly deps: EndedAgendasDeps) {}

  /** Sees to the days before one, in the background; asked again, it goes on where it failed. */
  endBefore(hallId: HallId, today: BusinessDay): void {
    if (this.#ended.get(hallId) === today || this.#underWay.has(hallId)) return;
    const ending = this.#endBefore(hallId, today)
      .then(() => void this.#ended.set(hallId, today))
      .catch((error: unknown) =>
        this.deps.logger.warn({ hallId, ...errorFields(error) }, 'agenda_not_ended'),
      )
      .finally(() => this.#underWay.delete(hallId));
    this.#underWay.set(hallId, ending);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #endBefore(hallId: HallId, today: BusinessDay): Promise<void> {
    for (const businessDay of await this.deps.index.openDays(hallId, today))
      await this.#end(hallId, businessDay);
  }

  async #end(hallId: HallId, businessDay: BusinessDay): Promise<void> {
    const { agendas, checkIns, clock, ids } = this.deps;
    const key = { hallId, businessDay };
    const open = inOrder(await agendas.latest(key)).filter(({ state }) => state === 'booked');
    // Who came shortly before the end may not have been noted yet.
    await checkIns.settle(
      key,
      open.map(({ appointmentId }) => appointmentId),
    );
    let left = open.length;
    while (left > 0) {
      await agendas.execute(key, {
        command: { type: 'EndAgenda', at: clock.now(), limit: missedLimit },
        by: serviceInvocation('day-keeper', ids.uuid()),
      });
      left -= missedLimit;
    }
  }
}
