import type { RunningHall } from '../../domain/hall/state.js';
import type { HallId, Instant } from '../../domain/ids.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import type { CallEvents, CallReport, MalformedReport } from '../ports/inbound/terminals.js';
import type { Secrets } from '../ports/secrets.js';
import type { Tracer } from '../ports/tracer.js';
import { actorScope, authorOf } from '../invocation.js';
import { CallEventBatch, type PreparedReport } from './call-event-batch.js';
import { missingField, reportCommand } from './call-report.js';
import { inCommandSpan } from './command-span.js';
import type { HallCommandService } from './hall-command-service.js';

export type CallEventDeps = Readonly<{
  commands: HallCommandService;
  clock: Clock;
  ids: Ids;
  secrets: Secrets;
  tracer: Tracer;
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
    const parts = { reports: prepared, at, ids, ticketJson };
    return inCommandSpan(this.deps.tracer, { hallId, invocation }, (traced, named) =>
      this.deps.commands.run(hallId, (settling) => {
        const batch = new CallEventBatch({ ...parts, invocation: traced, settling });
        named(batch.name);
        return batch;
      }),
    );
  }

  #prepare(
    report: CallReport | MalformedReport,
    at: Instant,
    invocation: Invocation,
  ): PreparedReport {
    if ('problem' in report) return { kind: 'malformed', report };
    const reported = reportCommand(report, at, this.deps.ids);
    if (reported === null) {
      const problem = { code: 'invalid_request', detail: `${missingField(report)}: is required` };
      return { kind: 'malformed', report: { id: report.id, problem } };
    }
    const command = { ...reported, ...authorOf(invocation.actor) };
    // Scoped to the caller as an Idempotency-Key is, yet never mistaken for one.
    const commandId = `${actorScope(invocation.actor)}:event:${report.id}`;
    const fingerprint = this.deps.secrets.digest(JSON.stringify(report));
    return { kind: 'report', report, command, commandId, fingerprint };
  }
}
