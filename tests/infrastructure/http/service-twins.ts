import { AppError } from '../../../src/application/errors.js';
import type { Position } from '../../../src/application/ports/event-store.js';
import type { Actor, Answer } from '../../../src/application/ports/inbound/invocation.js';
import type {
  CallReport,
  HallCommands,
  HallRequest,
  MalformedReport,
} from '../../../src/application/ports/inbound/terminals.js';
import type {
  HallChange,
  LiveHalls,
  LogListener,
  TicketMessage,
} from '../../../src/application/ports/inbound/live.js';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import { ticketOf } from '../../../src/domain/hall/queries.js';
import { unopenedHall, type HallState } from '../../../src/domain/hall/state.js';
import {
  businessDay,
  hallId,
  instant,
  queueId,
  windowId,
  type HallId,
  type Instant,
  type SubscriberId,
  type TicketId,
} from '../../../src/domain/ids.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { hallProfileFrom } from '../../../src/infrastructure/http/schemas/settings.js';
import type { HallView } from '../../../src/projections/hall-view.js';
import {
  hallDefaults,
  queueDefaults,
  windowDefaults,
} from '../../../src/domain/settings/defaults.js';

export const demo = hallId('demo');
export const startedAt = instant(Date.parse('2025-03-01T01:00:00Z'));

/** Queues A and B; window 1 serves A, 2 serves A then B, 3 serves B. */
export const demoSettings = (): HallSettings => ({
  ...hallProfileFrom({
    name: '办事大厅',
    ...hallDefaults,
    priorities: [...hallDefaults.priorities],
    returns: { ...hallDefaults.returns, place: 'last' },
    messages: {},
  }),
  queues: ['A', 'B'].map((prefix) => ({
    queueId: queueId(prefix),
    name: `业务${prefix}`,
    prefix,
    ...queueDefaults,
    serviceName: `业务${prefix}`,
  })),
  windows: [['A'], ['A', 'B'], ['B']].map((queues, index) => ({
    windowId: windowId(String(index + 1)),
    name: `${index + 1}号窗口`,
    queueIds: queues.map(queueId),
    ...windowDefaults,
  })),
});

const positionAt = (index: number): Position => String(index).padStart(8, '0') as Position;

/** Halls in memory, decided by the domain itself; what is told and what is remembered is plain. */
export class HallsTwin implements HallCommands, LiveHalls {
  readonly settings = new Map<HallId, HallSettings>([[demo, demoSettings()]]);
  readonly messages: TicketMessage[] = [];
  readonly requests: HallRequest[] = [];
  readonly changes: HallChange[] = [];
  day = businessDay('2025-03-01');
  now: Instant = startedAt;
  #hall: HallState = unopenedHall;
  #events = 0;
  readonly #answers = new Map<string, { fingerprint: string; answer: Answer }>();
  readonly #watchers = new Set<(change: HallChange) => void>();
  readonly #messageWatchers = new Set<LogListener>();
  readonly #personWatchers = new Set<LogListener>();

  async execute(request: HallRequest): Promise<Answer> {
    this.requests.push(request);
    const { idempotency } = request.invocation;
    const known = idempotency === null ? undefined : this.#answers.get(idempotency.commandId);
    if (known !== undefined) {
      if (known.fingerprint !== idempotency?.fingerprint)
        throw new AppError('idempotency_key_reused', 'the key was used for another request');
      return { ...known.answer, replayed: true };
    }
    const [hall, events] = this.#decide(request);
    const answer = { ...request.answer(hall, events), replayed: false };
    if (idempotency !== null && events.length > 0)
      this.#answers.set(idempotency.commandId, { fingerprint: idempotency.fingerprint, answer });
    return Promise.resolve(answer);
  }

  #decide(request: HallRequest) {
    const settings = this.settings.get(request.hallId);
    if (settings === undefined) throw new AppError('unknown_hall', 'there is no such hall');
    const times = { at: this.now, occurredAt: null };
    if (this.#hall.status === 'unopened')
      this.#run({
        type: 'OpenHall',
        ...times,
        hallId: demo,
        businessDay: this.day,
        settings,
        settingsRevision: 0,
      });
    if (this.#hall.status === 'unopened') throw new Error('the hall did not open');
    request.permit?.(this.#hall);
    const events = this.#run(request.command(this.now));
    return [this.#hall, events] as const;
  }

  #run(command: Parameters<typeof hallDecider.decide>[1]): readonly HallEvent[] {
    const decision = hallDecider.decide(this.#hall, command);
    if (!decision.ok) {
      const { code, ...data } = decision.refusal;
      throw new AppError(code, `refused: ${code}`, { data });
    }
    for (const event of decision.events) this.#apply(event);
    return decision.events;
  }

  #apply(event: HallEvent): void {
    const before = this.view(demo);
    this.#hall = hallDecider.evolve(this.#hall, event);
    this.#events += 1;
    this.#tell({ type: event.type, at: event.at, before, after: this.view(demo) });
  }

  #tell(change: Omit<HallChange, 'position'>): void {
    const told = { ...change, position: this.position() };
    this.changes.push(told);
    for (const listener of this.#watchers) listener(told);
  }

  turnDay(): void {
    const before = this.view(demo);
    this.day = businessDay('2025-03-02');
    this.#hall = unopenedHall;
    this.#tell({ type: 'day', at: this.now, before, after: this.view(demo) });
  }

  sendMessage(message: TicketMessage, type: string): void {
    this.messages.push(message);
    this.#events += 1;
    for (const listener of this.#messageWatchers) listener(this.position(), message.at, type);
  }

  view(hall: HallId): HallView {
    const settings = this.settings.get(hall);
    if (settings === undefined) throw new AppError('unknown_hall', 'there is no such hall');
    const state = hall === demo ? this.#hall : unopenedHall;
    return {
      hallId: hall,
      businessDay: this.day,
      settings,
      hall: state,
      recentCalls: [],
    };
  }

  position(): Position {
    return positionAt(this.#events);
  }

  changesAfter(_hall: HallId, position: Position): readonly HallChange[] | null {
    if (!/^\d{8}$/.test(position) || position > this.position()) return null;
    return this.changes.filter((change) => change.position > position);
  }

  watch(_hall: HallId, listener: (change: HallChange) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  watchMessages(_ticket: TicketId, listener: LogListener): () => void {
    this.#messageWatchers.add(listener);
    return () => this.#messageWatchers.delete(listener);
  }

  watchPerson(_person: SubscriberId, listener: LogListener): () => void {
    this.#personWatchers.add(listener);
    return () => this.#personWatchers.delete(listener);
  }

  get listeners(): number {
    return this.#watchers.size + this.#messageWatchers.size + this.#personWatchers.size;
  }

  locate(id: TicketId): ReturnType<LiveHalls['locate']> {
    const ticket = this.#hall.status === 'unopened' ? undefined : ticketOf(this.#hall, id);
    if (ticket === undefined) return Promise.resolve(null);
    const view = this.view(demo);
    return Promise.resolve({ hallId: demo, businessDay: this.day, view, ticket });
  }

  caughtUp(): Promise<void> {
    return Promise.resolve();
  }

  messagesOf(): readonly TicketMessage[] {
    return [...this.messages];
  }
}

/** Keeps what it was given. */
export class CallEventsTwin {
  reports: readonly (CallReport | MalformedReport)[] = [];
  apply(_hall: HallId, reports: readonly (CallReport | MalformedReport)[]): Promise<Answer> {
    this.reports = reports;
    const results = reports.map((report) =>
      'problem' in report
        ? { id: report.id, status: 'rejected', problem: report.problem }
        : { id: report.id, status: 'accepted' },
    );
    return Promise.resolve({ status: 200, body: { results }, replayed: false });
  }
}

/** A token's actor by the token's text. */
export const actorOf = (actors: ReadonlyMap<string, Actor>) => (token: string) =>
  Promise.resolve(actors.get(token) ?? null);
