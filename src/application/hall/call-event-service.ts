import type { RunningHall } from '../../domain/hall/state.js';
import type { HallId, Instant } from '../../domain/ids.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { JsonObject } from '../ports/event-store.js';
import type {
  Answer,
  CallEvents,
  CallReport,
  Invocation,
  MalformedReport,
} from '../ports/inbound.js';
import type { Secrets } from '../ports/secrets.js';
import { actorScope } from '../invocation.js';
import { CallEventBatch, type PreparedReport } from './call-event-batch.js';
import { missingField, reportCommand } from './call-report.js';
import type { HallCommandService } from './hall-command-service.js';

export type CallEventDeps = Readonly<{
  commands: HallCommandService;
  clock: Clock;
  ids: Ids;
  secrets: Secrets;
  ticketJson: (hall: RunningHall, number: string) => JsonObject | null;
}>;

/** What offline terminals and existing calling systems report. */
export class CallEventService implements CallEvents {
  constructor(private readonly deps: CallEventDeps) {}

  async apply(
    hallId: HallId,
    reports: readonly (CallReport | MalformedReport)[],
    invocation: Invocation,
  ): Promise<Answer> {
    const { ids, clock, ticketJson } = this.deps;
    const at = clock.now();
    const prepared = reports.map((report) => this.#prepare(report, at, invocation));
    return this.deps.commands.run(
      hallId,
      (settling) =>
        new CallEventBatch({ reports: prepared, invocation, at, ids, settling, ticketJson }),
    );
  }

  #prepare(
    report: CallReport | MalformedReport,
    at: Instant,
    invocation: Invocation,
  ): PreparedReport {
    if ('problem' in report) return { kind: 'malformed', report };
    const command = reportCommand(report, at, this.deps.ids);
    if (command === null) {
      const problem = { code: 'invalid_request', detail: `${missingField(report)}: is required` };
      return { kind: 'malformed', report: { id: report.id, problem } };
    }
    // Scoped to the caller as an Idempotency-Key is, yet never mistaken for one.
    const commandId = `${actorScope(invocation.actor)}:event:${report.id}`;
    const fingerprint = this.deps.secrets.digest(JSON.stringify(report));
    return { kind: 'report', report, command, commandId, fingerprint };
  }
}
