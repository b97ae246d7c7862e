import { dayEnd, daysBefore } from '../../domain/calendar/business-day.js';
import type { HallEvent } from '../../domain/hall/events.js';
import type { BusinessDay, HallId } from '../../domain/ids.js';
import { hallStream } from '../../domain/streams.js';
import { dayFacts } from '../../projections/reports/day-facts.js';
import { reportOf, type ReportDay, type ReportRow } from '../../projections/reports/report.js';
import { storeUnavailable } from '../errors.js';
import { readHallEvent } from '../events/codec.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore } from '../ports/event-store.js';
import type { ReportDays } from '../ports/report-days.js';
import type { ReportRequest, Reports } from '../ports/inbound/reports.js';

export type HallReportsDeps = Readonly<{ store: EventStore; clock: Clock; days: ReportDays }>;

/**
 * Reports, folded from the hall's streams themselves. Days that are over are kept as a read model, so that
 * a year is folded once; dropped, it is folded again and says the same.
 */
export class HallReports implements Reports {
  constructor(private readonly deps: HallReportsDeps) {}

  /** @throws AppError `store_unavailable` */
  async run({ hallId, from, to, ...asked }: ReportRequest): Promise<readonly ReportRow[]> {
    const days: ReportDay[] = [];
    for (let day = from; day <= to; day = daysBefore(day, -1)) {
      const found = await this.#day(hallId, day);
      if (found !== null) days.push(found);
    }
    return reportOf(days, { hallId, ...asked });
  }

  async #day(hallId: HallId, day: BusinessDay): Promise<ReportDay | null> {
    const stream = hallStream(hallId, day);
    const known = this.deps.days.find(stream);
    if (known !== null) return known;
    const events = await this.#events(stream);
    const opened = events[0];
    if (opened?.type !== 'HallOpened') return null;
    const { timeZone, dayStartsAt } = opened.data.settings;
    const folded = { businessDay: day, timeZone, facts: dayFacts(events) };
    // A rating may come a day later still.
    const isOver = dayEnd(daysBefore(day, -1), { timeZone, dayStartsAt }) <= this.deps.clock.now();
    if (isOver) this.deps.days.keep(stream, folded);
    return folded;
  }

  /** What of a stream this version can read. */
  async #events(stream: string): Promise<readonly HallEvent[]> {
    const events: HallEvent[] = [];
    try {
      for await (const recorded of this.deps.store.readStream({ stream })) {
        const read = readHallEvent(recorded);
        if (read.ok) events.push(read.event);
      }
    } catch (cause) {
      throw storeUnavailable(`${stream}: cannot be read`, cause);
    }
    return events;
  }
}
