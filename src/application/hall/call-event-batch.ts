import type { HallCommand } from '../../domain/hall/commands.js';
import type { HallEvent } from '../../domain/hall/events.js';
import type { HallState, RunningHall } from '../../domain/hall/state.js';
import { epochMs, type Instant } from '../../domain/ids.js';
import { AppError } from '../errors.js';
import { encode, type EventContext } from '../events/codec.js';
import { contextOf } from '../invocation.js';
import type { Ids } from '../ports/clock.js';
import type { JsonObject, NewEvent } from '../ports/event-store.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import type { CallReport, MalformedReport } from '../ports/inbound/terminals.js';
import { businessDayAt, dayEnd } from '../../domain/calendar/business-day.js';
import { reportedNumber } from './call-report.js';
import {
  decideOpening,
  type Fact,
  type HallWork,
  type RememberedCommands,
  type WorkBasis,
  type WorkDecision,
} from './hall-work.js';
import { refusalError } from './refusals.js';
import { replayedAnswer } from './replayed-answer.js';
import type { Settling } from './single-command.js';

/** How far ahead of ours a source's clock may be, in milliseconds. */
const clockSkewMs = 5 * 60_000;

/** A report with its command, made once, and what its id is remembered by. */
export type PreparedReport =
  | Readonly<{ kind: 'malformed'; report: MalformedReport }>
  | Readonly<{
      kind: 'report';
      report: CallReport;
      command: HallCommand;
      commandId: string;
      fingerprint: string;
    }>;

type Report = Extract<PreparedReport, { kind: 'report' }>;
type Result = Readonly<{
  id: string | null;
  status: 'accepted' | 'duplicate' | 'rejected';
  ticket?: JsonObject;
  problem?: JsonObject & Readonly<{ code: string; detail: string }>;
}>;

export type BatchParts = Readonly<{
  reports: readonly PreparedReport[];
  invocation: Invocation;
  at: Instant;
  ids: Ids;
  settling: Settling;
  ticketJson: (hall: RunningHall, number: string) => JsonObject | null;
}>;

/**
 * The reports of one post, applied in order and appended as one; what does not fit is rejected in
 * its place and does not stop the others. Each report is remembered by its own id, the post by its
 * Idempotency-Key.
 */
export class CallEventBatch implements HallWork {
  readonly name = 'ReportCallEvents';
  readonly #eventIds: string[] = [];
  /** Results of reports whose id the log has seen already: one id may come twice with other content. */
  readonly #seen = new Map<Report, Result>();

  constructor(private readonly parts: BatchParts) {}

  readonly day = null;

  get key(): string | null {
    return this.parts.invocation.idempotency?.commandId ?? null;
  }

  async settleFromMemory(remembered: RememberedCommands): Promise<boolean> {
    const { idempotency } = this.parts.invocation;
    const first = idempotency === null ? null : await remembered.find(idempotency.commandId);
    if (idempotency !== null && first !== null) {
      const answer = replayedAnswer(first, idempotency);
      this.parts.settling.resolve(await this.#expanded(answer, remembered));
      return true;
    }
    for (const report of this.parts.reports)
      if (report.kind === 'report') await this.#recall(report, remembered);
    return false;
  }

  async #recall(report: Report, remembered: RememberedCommands): Promise<void> {
    const recorded = await remembered.find(report.commandId);
    if (recorded === null) return;
    const { id } = report.report;
    try {
      this.#seen.set(report, recalled(id, replayedAnswer(recorded, report).body));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#seen.set(report, rejection(id, error.code, error.message));
    }
  }

  decide(basis: WorkBasis): WorkDecision {
    const run: Run = { state: basis.state, events: [], facts: [], results: [], first: new Map() };
    for (const prepared of this.parts.reports) this.#apply(run, prepared, basis);
    const answer = { status: 200, body: { results: run.results } as unknown as JsonObject };
    const settle = (): void => this.parts.settling.resolve({ ...answer, replayed: false });
    return { after: run.state, settle, facts: this.#facts(run), events: this.#encoded(run) };
  }

  #apply(run: Run, prepared: PreparedReport, basis: WorkBasis): void {
    if (prepared.kind === 'malformed') {
      const { id, problem } = prepared.report;
      run.results.push(rejection(id, problem.code, problem.detail));
      return;
    }
    run.results.push(this.#resultOf(run, prepared, basis));
  }

  #resultOf(run: Run, prepared: Report, basis: WorkBasis): Result {
    const { report, commandId, fingerprint } = prepared;
    const seen = this.#seen.get(prepared);
    if (seen !== undefined) return seen;
    const first = run.first.get(commandId);
    if (first !== undefined)
      return first.fingerprint === fingerprint
        ? again(first.result)
        : rejection(report.id, 'idempotency_key_reused', 'another event of this post has this id');
    const result = this.#judged(run, prepared, basis);
    run.first.set(commandId, { fingerprint, result });
    return result;
  }

  #judged(run: Run, prepared: Report, basis: WorkBasis): Result {
    const misplaced = misplacedInTime(prepared.report, this.parts.at, basis);
    if (misplaced !== null) return this.#rejected(run, prepared, { result: misplaced, basis });
    const { decision, after } = decideOpening(run.state, prepared.command, basis.opening);
    if (decision.ok) return this.#accepted(run, prepared, { events: decision.events, after });
    const { code, message, data } = refusalError(decision.refusal);
    // A refusal's own data is JSON.
    const result = rejection(prepared.report.id, code, message, data as JsonObject);
    return this.#rejected(run, prepared, { result, basis });
  }

  /** What does not fit is recorded too: the same report again gets the same answer, whatever happened since. */
  #rejected(
    run: Run,
    { report, commandId, fingerprint }: Report,
    { result, basis }: Readonly<{ result: Result; basis: WorkBasis }>,
  ): Result {
    const { id: reportId, type, number, windowId, queueId, occurredAt } = report;
    const code = result.problem?.code ?? 'invalid_request';
    const claim = { reportId, type, number, windowId, queueId, code };
    const times = { at: this.parts.at, occurredAt };
    const command = { type: 'RecordRejection', claim, ...times } as const;
    const { decision, after } = decideOpening(run.state, command, basis.opening);
    if (!decision.ok) return result;
    run.state = after;
    const answer = { status: 200, body: { problem: result.problem ?? null } };
    this.#keep(run, decision.events, { commandId, fingerprint, answer });
    return result;
  }

  #keep(run: Run, events: readonly HallEvent[], command: Remembered): void {
    events.forEach((event, index) => {
      run.events.push({ event, command: index === events.length - 1 ? command : null });
    });
  }

  #accepted(
    run: Run,
    { report, commandId, fingerprint }: Report,
    decided: { events: readonly HallEvent[]; after: HallState },
  ): Result {
    // Only a running hall accepts a report.
    const hall = decided.after as RunningHall;
    const ticket = this.parts.ticketJson(hall, reportedNumber(report));
    if (decided.events.length > 0) run.state = decided.after;
    const answer = { status: 200, body: { ticket } };
    this.#keep(run, decided.events, { commandId, fingerprint, answer });
    return { id: report.id, status: 'accepted', ...(ticket === null ? {} : { ticket }) };
  }

  #facts(run: Run): readonly Fact[] {
    const key = this.key;
    return run.events.map(({ event, command }, index) => ({
      event,
      commandIds: [
        ...(command === null ? [] : [command.commandId]),
        ...(key !== null && index === run.events.length - 1 ? [key] : []),
      ],
    }));
  }

  #encoded(run: Run): readonly NewEvent[] {
    const { invocation } = this.parts;
    const context = contextOf(invocation);
    const { idempotency } = invocation;
    return run.events.map(({ event, command }, index) => {
      const isLast = index === run.events.length - 1;
      const eventId = (this.#eventIds[index] ??= this.parts.ids.uuid());
      const extra: Partial<EventContext> = {
        ...(command === null ? {} : { command }),
        ...(isLast && idempotency !== null
          ? { batch: { ...idempotency, answer: { status: 200, body: this.#compact(run) } } }
          : {}),
      };
      return encode(event, eventId, { ...context, ...extra });
    });
  }

  // The tickets stand with the reports' own answers: written again here, the answer to 500 reports
  // could outgrow what one event may hold.
  #compact(run: Run): JsonObject {
    return {
      results: run.results.map(({ id, status, ticket, problem }, index) => ({
        id,
        status,
        ...(ticket === undefined ? {} : { ticketOf: this.#commandIdAt(index) }),
        ...(problem === undefined ? {} : { problem }),
      })),
    };
  }

  #commandIdAt(index: number): string | null {
    const prepared = this.parts.reports[index];
    return prepared?.kind === 'report' ? prepared.commandId : null;
  }

  async #expanded(answer: Answer, remembered: RememberedCommands): Promise<Answer> {
    const { results } = answer.body as { results: readonly JsonObject[] };
    const expanded: JsonObject[] = [];
    for (const { ticketOf, ...result } of results) {
      const recorded = typeof ticketOf === 'string' ? await remembered.find(ticketOf) : null;
      const own = recorded?.metadata as { answer?: { body?: JsonObject } } | undefined;
      const ticket = own?.answer?.body?.['ticket'];
      expanded.push(ticket === undefined ? result : { ...result, ticket });
    }
    return { ...answer, body: { results: expanded } };
  }

  reject(error: unknown): void {
    this.parts.settling.reject(error);
  }
}

type Remembered = NonNullable<EventContext['command']>;
type Run = {
  state: HallState;
  readonly events: { event: HallEvent; command: Remembered | null }[];
  readonly facts: Fact[];
  readonly results: Result[];
  /** The first report of an id within this post. */
  readonly first: Map<string, { fingerprint: string; result: Result }>;
};

const rejection = (
  id: string | null,
  code: string,
  detail: string,
  members: JsonObject = {},
): Result => ({ id, status: 'rejected', problem: { ...members, code, detail } });

/** The result of a report that comes again: what was done is done, what was refused stays so. */
const again = (first: Result): Result =>
  first.status === 'rejected' ? first : { ...first, status: 'duplicate' };

/** The result that the log remembers of a report. */
const recalled = (id: string | null, answer: JsonObject): Result => {
  const { ticket, problem } = answer as Pick<Result, 'ticket' | 'problem'>;
  if (problem !== undefined) return { id, status: 'rejected', problem };
  return { id, status: 'duplicate', ...(ticket ? { ticket } : {}) };
};

/** Whether something happened on the day in progress, by the clock that it began with. */
const isOfDay = (occurredAt: Instant, { state, opening }: WorkBasis): boolean => {
  const { businessDay, settings } = opening;
  if (state.status === 'unopened') return businessDayAt(occurredAt, settings) === businessDay;
  // A day may begin before its calendar day does, after the hall's zone was changed.
  return (
    occurredAt < dayEnd(businessDay, state.zone) &&
    (businessDayAt(occurredAt, state.zone) === businessDay || occurredAt >= state.openedAt)
  );
};

/** A report of another day is about somebody else's number; one of the future cannot have happened. */
const misplacedInTime = (report: CallReport, at: Instant, basis: WorkBasis): Result | null => {
  if (epochMs(report.occurredAt) > epochMs(at) + clockSkewMs)
    return rejection(report.id, 'occurred_in_future', 'occurredAt is more than 5 minutes ahead');
  return isOfDay(report.occurredAt, basis)
    ? null
    : rejection(report.id, 'other_day', 'occurredAt is not on the business day in progress');
};
