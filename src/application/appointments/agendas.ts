import {
  decideAgenda,
  type AgendaCommand,
  type AgendaRefusal,
} from '../../domain/agenda/decide.js';
import type { AgendaEvent } from '../../domain/agenda/events.js';
import { evolveAgenda } from '../../domain/agenda/evolve.js';
import { appointmentOf, emptyAgenda, type Agenda } from '../../domain/agenda/state.js';
import type { AppointmentId, BusinessDay, HallId } from '../../domain/ids.js';
import * as orderedMap from '../../domain/ordered-map.js';
import { agendaStream, parseAgendaStream } from '../../domain/streams.js';
import { dropOldest } from '../drop-oldest.js';
import { AppError, storeUnavailable } from '../errors.js';
import { readAgendaEvent } from '../events/codec.js';
import { replayedAnswer } from '../hall/replayed-answer.js';
import { contextOf } from '../invocation.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import { InTurn } from '../writing/in-turn.js';
import {
  loadStream,
  writeStream,
  type Folding,
  type Loaded,
  type StreamDeps,
} from '../writing/stream-writer.js';

/** An agenda, and the revision at which each caller's key was answered. */
type Kept = Readonly<{ agenda: Agenda; answered: orderedMap.OrderedMap<string, number> }>;

const folding: Folding<Kept, AgendaEvent> = {
  initial: { agenda: emptyAgenda, answered: orderedMap.empty() },
  read: readAgendaEvent,
  fold: ({ agenda, answered }, event, revision, { commandId }) => ({
    agenda: evolveAgenda(agenda, event),
    answered: commandId === undefined ? answered : orderedMap.set(answered, commandId, revision),
  }),
};

/** How many agendas are remembered; the rest is read again. */
const mostRemembered = 2_000;

const sentences: Readonly<Record<AgendaRefusal['code'], string>> = {
  unknown_queue: 'the hall has no such queue',
  unknown_slot: 'the queue has no slot that begins then',
  not_bookable: 'this cannot be booked',
  slot_full: 'every place of this slot is taken',
  already_booked: 'there is an appointment already',
  unknown_appointment: 'the hall has no such appointment',
  appointment_ended: 'the appointment has ended',
};

const refusalError = ({ code, ...data }: AgendaRefusal): AppError =>
  new AppError(code, sentences[code], { data });

/** Which day's agenda is asked for. */
export type AgendaKey = Readonly<{ hallId: HallId; businessDay: BusinessDay }>;

/** A command, who asks, and what they are answered: that is kept with the last event. */
export type AgendaRequest = Readonly<{
  command: AgendaCommand;
  by: Invocation;
  answer?: (after: Agenda) => Pick<Answer, 'status' | 'body'>;
}>;

/** The appointments of every hall and day: read, remembered, and decided on at the stream's end. */
export class Agendas {
  readonly #known = new Map<string, Loaded<Kept>>();
  readonly #inTurn = new InTurn<string>();

  constructor(private readonly deps: StreamDeps) {}

  /** Takes in one event of the log. */
  fold(recorded: RecordedEvent): void {
    const known = this.#known.get(recorded.stream);
    if (known === undefined || recorded.revision <= known.revision) return;
    const read = readAgendaEvent(recorded);
    // A gap, or an event of a newer version: the next who asks reads it, and is told.
    if (!read.ok || recorded.revision !== known.revision + 1)
      return void this.#known.delete(recorded.stream);
    const state = folding.fold(known.state, read.event, recorded.revision, read.metadata);
    this.#known.set(recorded.stream, { state, revision: recorded.revision });
  }

  /** Where an appointment is, as far as its agenda is remembered here. */
  whereIs(appointmentId: AppointmentId): AgendaKey | null {
    for (const [stream, { state }] of this.#known)
      if (appointmentOf(state.agenda, appointmentId) !== undefined)
        return parseAgendaStream(stream);
    return null;
  }

  /** As far as this instance has followed the log. @throws AppError `store_unavailable`, `newer_version` */
  async shown({ hallId, businessDay }: AgendaKey): Promise<Agenda> {
    const known = this.#known.get(agendaStream(hallId, businessDay));
    return known?.state.agenda ?? this.latest({ hallId, businessDay });
  }

  /** To the stream's end. @throws AppError `store_unavailable`, `newer_version` */
  async latest({ hallId, businessDay }: AgendaKey): Promise<Agenda> {
    const stream = agendaStream(hallId, businessDay);
    const known = this.#known.get(stream);
    const loaded = await loadStream(this.deps.store, stream, folding, known);
    return this.#remember(stream, loaded).state.agenda;
  }

  /**
   * Decides and appends. A key that was answered before gets its answer again.
   * @throws AppError a refusal's code, `idempotency_key_reused`, `store_unavailable`, `newer_version`
   */
  execute(key: AgendaKey, request: AgendaRequest): Promise<Answer> {
    const stream = agendaStream(key.hallId, key.businessDay);
    // Those of one instance do not have to conflict with each other.
    return this.#inTurn.run(stream, () => this.#execute(stream, request));
  }

  async #execute(stream: string, { command, by, answer }: AgendaRequest): Promise<Answer> {
    const earlier = await this.#answeredElsewhere(stream, by);
    if (earlier !== null) return earlier;
    let replayOf: number | undefined;
    let given: Pick<Answer, 'status' | 'body'> = { status: 200, body: {} };
    const known = this.#known.get(stream);
    const target = { stream, folding, ...(known === undefined ? {} : { known }) };
    const loaded = await writeStream(this.deps, target, ({ state }) => {
      replayOf = revisionOf(state, by);
      if (replayOf !== undefined) return null;
      const decided = decideAgenda(state.agenda, command);
      if (!decided.ok) throw refusalError(decided.refusal);
      given = answer?.(decided.events.reduce(evolveAgenda, state.agenda)) ?? given;
      const { idempotency } = by;
      return {
        events: decided.events,
        context: contextOf(by),
        ...(idempotency === null ? {} : { command: { ...idempotency, answer: given } }),
      };
    });
    this.#remember(stream, loaded);
    if (replayOf !== undefined) return this.#replay(stream, replayOf, by);
    return { ...given, replayed: false };
  }

  // The same key with another day is another stream: those in memory are asked.
  async #answeredElsewhere(stream: string, by: Invocation): Promise<Answer | null> {
    if (by.idempotency === null) return null;
    for (const [other, { state }] of this.#known) {
      const revision = other === stream ? undefined : revisionOf(state, by);
      if (revision !== undefined) return this.#replay(other, revision, by);
    }
    return null;
  }

  async #replay(stream: string, revision: number, { idempotency }: Invocation): Promise<Answer> {
    try {
      for await (const recorded of this.deps.store.readStream({ stream, from: revision, limit: 1 }))
        return replayedAnswer(recorded, idempotency ?? { commandId: '', fingerprint: '' });
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw storeUnavailable(`${stream}@${revision}: cannot be read`, cause);
    }
    throw storeUnavailable(`${stream}@${revision}: not there`);
  }

  // Another reading may have come further meanwhile.
  #remember(stream: string, loaded: Loaded<Kept>): Loaded<Kept> {
    const known = this.#known.get(stream);
    if (known !== undefined && known.revision >= loaded.revision) return known;
    this.#known.set(stream, loaded);
    dropOldest(this.#known, mostRemembered);
    return loaded;
  }
}

const revisionOf = ({ answered }: Kept, { idempotency }: Invocation): number | undefined =>
  idempotency === null ? undefined : orderedMap.get(answered, idempotency.commandId);
