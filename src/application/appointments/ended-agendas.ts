import { inOrder } from '../../domain/agenda/state.js';
import { businessDayAt, daysBefore, type DayClock } from '../../domain/calendar/business-day.js';
import type { BusinessDay, HallId } from '../../domain/ids.js';
import { serviceInvocation } from '../invocation.js';
import type { AppointmentIndex } from '../ports/appointments.js';
import type { Clock, Ids } from '../ports/clock.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { AgendaKey, Agendas } from './agendas.js';
import type { CheckIns } from './check-ins.js';

/** Appointments that are missed by one append. */
const missedLimit = 200;
const utc: DayClock = { timeZone: 'UTC', dayStartsAt: '00:00' };

export type EndedAgendasDeps = Readonly<{
  agendas: Agendas;
  index: AppointmentIndex;
  checkIns: CheckIns;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** The hall's day in progress; null where it is not known here. */
  today: (hallId: HallId) => BusinessDay | null;
}>;

/** At a day's end, who did not come has missed their appointment (爽约). */
export class EndedAgendas {
  #underWay: Promise<void> | null = null;

  constructor(private readonly deps: EndedAgendasDeps) {}

  /** Looks for days that are over, in the background; what fails is found again by the next look. */
  look(): void {
    if (this.#underWay !== null) return;
    this.#underWay = this.#endAll()
      .catch((error: unknown) => this.deps.logger.warn(errorFields(error), 'agenda_not_ended'))
      .finally(() => {
        this.#underWay = null;
      });
  }

  async #endAll(): Promise<void> {
    const { index, clock, today } = this.deps;
    // No hall's clock is a whole day ahead of this one, so none has a later day in progress.
    const latest = daysBefore(businessDayAt(clock.now(), utc), -1);
    for (const key of await index.openDays(latest))
      if (key.businessDay < (today(key.hallId) ?? key.businessDay)) await this.#end(key);
  }

  async #end(key: AgendaKey): Promise<void> {
    const { agendas, checkIns, clock, ids } = this.deps;
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
