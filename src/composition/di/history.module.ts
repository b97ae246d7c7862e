import { ContainerModule, type ResolutionContext } from 'inversify';
import { DayReplays } from '../../application/audit/replays.js';
import { HallReports } from '../../application/reports/reports.js';
import { HistoryProjector } from '../../infrastructure/history/history-projector.js';
import { SqliteAppointments } from '../../infrastructure/history/sqlite-appointments.js';
import { SqliteAudit } from '../../infrastructure/history/sqlite-audit.js';
import { SqliteHistory } from '../../infrastructure/history/sqlite-history.js';
import { SqliteReportDays } from '../../infrastructure/history/sqlite-report-days.js';
import { SqliteTicketHistory } from '../../infrastructure/history/sqlite-ticket-history.js';
import {
  catchUpWith,
  upToDateAudit,
  upToDateHistory,
  type CatchUp,
} from '../../infrastructure/history/up-to-date.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { services } from './services.js';

const cursorKey = Symbol.for('CursorKey');

const catchUp = (context: ResolutionContext): CatchUp =>
  catchUpWith(context.get(services.eventStore), context.get(HistoryProjector));

/** The history read models in a file of the data folder, and what is asked of them. */
export const historyModule = (settings: Settings): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind<string>(cursorKey).toDynamicValue((context) => {
      const secrets = context.get(services.secrets);
      return secrets.digest(`cursor ${secrets.fingerprint()}`);
    });
    bind(SqliteHistory)
      .toDynamicValue(
        (context) =>
          new SqliteHistory({
            dataDir: context.get(services.dataDir).path,
            source: context.get(services.secrets).digest(settings.EVENT_STORE),
          }),
      )
      .inSingletonScope();
    bind(HistoryProjector)
      .toDynamicValue(
        (context) =>
          new HistoryProjector({
            history: context.get(SqliteHistory),
            store: context.get(services.eventStore),
            clock: context.get(services.clock),
            ids: context.get(services.ids),
            logger: context.get(services.logger),
            metrics: context.get(services.metrics),
          }),
      )
      .inSingletonScope();
    bind(services.audit)
      .toDynamicValue((context) =>
        upToDateAudit(
          new SqliteAudit({
            history: context.get(SqliteHistory),
            store: context.get(services.eventStore),
            clock: context.get(services.clock),
            logger: context.get(services.logger),
            cursorKey: context.get<string>(cursorKey),
          }),
          catchUp(context),
        ),
      )
      .inSingletonScope();
    bind(services.ticketHistory)
      .toDynamicValue((context) =>
        upToDateHistory(
          new SqliteTicketHistory({
            history: context.get(SqliteHistory),
            clock: context.get(services.clock),
            cursorKey: context.get<string>(cursorKey),
          }),
          catchUp(context),
        ),
      )
      .inSingletonScope();
    bind(services.appointmentIndex)
      .toDynamicValue(
        (context) =>
          new SqliteAppointments({
            history: context.get(SqliteHistory),
            catchUp: catchUp(context),
            cursorKey: context.get<string>(cursorKey),
          }),
      )
      .inSingletonScope();
    bind(HallReports)
      .toDynamicValue(
        (context) =>
          new HallReports({
            store: context.get(services.eventStore),
            clock: context.get(services.clock),
            days: new SqliteReportDays(context.get(SqliteHistory)),
          }),
      )
      .inSingletonScope();
    bind(DayReplays)
      .toDynamicValue(
        (context) =>
          new DayReplays({
            store: context.get(services.eventStore),
            decisions: context.get(SqliteHistory),
            progress: context.get(HistoryProjector),
            clock: context.get(services.clock),
          }),
      )
      .inSingletonScope();
  });
