import type { HallCommand } from '../../../domain/hall/commands.js';
import type { HallEvent } from '../../../domain/hall/events.js';
import type { RunningHall } from '../../../domain/hall/state.js';
import type { BusinessDay, HallId, Instant, QueueId, WindowId } from '../../../domain/ids.js';
import type { JsonObject } from '../event-store.js';
import type { Invocation, Answer } from './invocation.js';

export type HallRequest = Readonly<{
  hallId: HallId;
  /** Made once, before the first try; `at` is when the service took it up. */
  command: (at: Instant) => HallCommand;
  /** The answer without secrets; kept in the log, so that a repeat gets it again. */
  answer: (
    after: RunningHall,
    events: readonly HallEvent[],
  ) => { status: number; body: JsonObject };
  /**
   * Who may: called with the day that is decided on, right before the decision and after the check
   * whether the command is a repeat (which gets its first answer, whatever has changed since).
   * It refuses by throwing an `AppError`, which leaves nothing behind.
   */
  permit?: (hall: RunningHall) => void;
  /** A day that is over, where the command is about one; else the day in progress. */
  businessDay?: BusinessDay;
  invocation: Invocation;
}>;

export interface HallCommands {
  /**
   * Decides on the hall's business day in progress (opening it first) and appends.
   * @throws AppError a refusal's code, `unknown_hall`, `idempotency_key_reused`, `store_unavailable`, `newer_version`
   */
  execute(request: HallRequest): Promise<Answer>;
}

export type CallReport = Readonly<{
  id: string;
  type:
    | 'TicketIssued'
    | 'WindowCalled'
    | 'TicketRecalled'
    | 'ServiceStarted'
    | 'TicketCompleted'
    | 'TicketNoShow'
    | 'TicketCancelled';
  windowId: WindowId | null;
  queueId: QueueId | null;
  number: string;
  occurredAt: Instant;
}>;

/** A report that could not even be read; it is answered `rejected` in its place. */
export type MalformedReport = Readonly<{
  id: string | null;
  problem: { code: string; detail: string };
}>;

export interface CallEvents {
  /** Applies reports in order; answers `{results: [{id, status, ticket?, problem?}]}`. */
  apply(
    hallId: HallId,
    reports: readonly (CallReport | MalformedReport)[],
    invocation: Invocation,
  ): Promise<Answer>;
}
