import type { HallCommand } from '../../domain/hall/commands.js';
import type { HallState, RunningHall } from '../../domain/hall/state.js';
import type { BusinessDay, Instant } from '../../domain/ids.js';
import { encode } from '../events/codec.js';
import { authorOf, contextOf } from '../invocation.js';
import type { Ids } from '../ports/clock.js';
import type { Answer } from '../ports/inbound/invocation.js';
import type { HallRequest } from '../ports/inbound/terminals.js';
import {
  decideOpening,
  type HallWork,
  type Opened,
  type RememberedCommands,
  type WorkBasis,
  type WorkDecision,
} from './hall-work.js';
import { refusalError } from './refusals.js';
import { replayedAnswer } from './replayed-answer.js';

export type Settling = Readonly<{
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}>;

/** One request; its command and event ids are made once, before the first try. */
export class SingleCommand implements HallWork {
  readonly #command: HallCommand;
  readonly #eventIds: string[] = [];

  constructor(
    private readonly request: HallRequest,
    private readonly settling: Settling,
    private readonly making: Readonly<{ at: Instant; ids: Ids }>,
  ) {
    this.#command = { ...request.command(making.at), ...authorOf(request.invocation.actor) };
  }

  get name(): string {
    return this.#command.type;
  }

  get day(): BusinessDay | null {
    return this.request.businessDay ?? null;
  }

  get key(): string | null {
    return this.request.invocation.idempotency?.commandId ?? null;
  }

  async settleFromMemory(remembered: RememberedCommands): Promise<boolean> {
    const { idempotency } = this.request.invocation;
    if (idempotency === null) return false;
    const recorded = await remembered.find(idempotency.commandId);
    if (recorded === null) return false;
    this.settling.resolve(replayedAnswer(recorded, idempotency));
    return true;
  }

  decide({ state, opening }: WorkBasis): WorkDecision {
    try {
      const opened = decideOpening(state, this.#command, opening);
      if (opened.before.status !== 'unopened') this.request.permit?.(opened.before);
      if (!opened.decision.ok) throw refusalError(opened.decision.refusal);
      // Only a running hall accepts a command.
      const answered = this.request.answer(opened.after as RunningHall, opened.decision.events);
      return this.#accepted(state, opened, answered);
    } catch (error) {
      // Refused, or its answer cannot be told: others of the group go on without it.
      const settle = (): void => this.settling.reject(error);
      return { events: [], facts: [], after: state, settle };
    }
  }

  #accepted(
    state: HallState,
    { decision, after }: Opened,
    answered: Pick<Answer, 'status' | 'body'>,
  ): WorkDecision {
    const events = decision.ok ? decision.events : [];
    const settle = (): void => this.settling.resolve({ ...answered, replayed: false });
    if (events.length === 0) return { events: [], facts: [], after: state, settle };
    const { idempotency } = this.request.invocation;
    const context = contextOf(this.request.invocation);
    const last = events.length - 1;
    const command = idempotency === null ? {} : { command: { ...idempotency, answer: answered } };
    return {
      after,
      settle,
      events: events.map((event, index) =>
        encode(event, this.#eventId(index), { ...context, ...(index === last ? command : {}) }),
      ),
      facts: events.map((event, index) => ({
        event,
        commandIds: index === last && idempotency !== null ? [idempotency.commandId] : [],
      })),
    };
  }

  reject(error: unknown): void {
    this.settling.reject(error);
  }

  #eventId(index: number): string {
    return (this.#eventIds[index] ??= this.making.ids.uuid());
  }
}
