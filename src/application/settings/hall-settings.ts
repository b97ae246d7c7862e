import {
  decideSettings,
  evolveSettings,
  noSettings,
  type SettingsCommand,
  type SettingsRefusal,
  type SettingsState,
} from '../../domain/settings/decide.js';
import type { HallAdded, SettingsEvent } from '../../domain/settings/events.js';
import type { HallSettings } from '../../domain/settings/settings.js';
import {
  hallId as toHallId,
  type HallId,
  type Instant,
  type QueueId,
  type TemplateId,
  type WindowId,
} from '../../domain/ids.js';
import { isEnded, ticketsByIssue } from '../../domain/hall/queries.js';
import type { Ticket } from '../../domain/hall/state.js';
import {
  messageKinds,
  settingsStream,
  streamPrefixes,
  type MessageKind,
} from '../../domain/streams.js';
import { AppError } from '../errors.js';
import { readHallsEvent, readSettingsEvent } from '../events/codec.js';
import { contextOf } from '../invocation.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { HallProfileInput, HallSettingsService } from '../ports/inbound/administrators.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import {
  loadStream,
  writeStream,
  type Folding,
  type StreamDeps,
} from '../writing/stream-writer.js';
import { settingsHistory, type SettingsEntry } from './settings-history.js';
import type { DaySettings } from './day-settings.js';
import type { HallView } from '../../projections/hall-view.js';

const settingsFolding: Folding<SettingsState, SettingsEvent> = {
  initial: noSettings,
  read: readSettingsEvent,
  fold: evolveSettings,
};

const hallsFolding: Folding<readonly HallId[], HallAdded> = {
  initial: [],
  read: readHallsEvent,
  fold: (halls, event) =>
    halls.includes(event.data.hallId) ? halls : [...halls, event.data.hallId],
};

export type HallSettingsDeps = StreamDeps &
  Readonly<{
    /** The templates used where a hall names none; null where there is no default. */
    defaultTemplates: Readonly<Record<MessageKind, TemplateId | null>>;
    /** Brings the open day, if there is one, up to the settings in force. */
    applyToDay: (hallId: HallId, by: Invocation) => Promise<void>;
    /** The hall's day in progress. */
    today: (hallId: HallId) => HallView;
  }>;

/** The halls and their settings, as their streams tell them. */
export class HallSettingsStore implements HallSettingsService {
  #halls: readonly HallId[] = [];
  readonly #states = new Map<HallId, SettingsState>();
  /** Worked out once for each state: every command asks for it. */
  readonly #effective = new WeakMap<SettingsState, DaySettings>();

  constructor(private readonly deps: HallSettingsDeps) {}

  /** Reads the halls and their settings. @throws AppError `store_unavailable` */
  async load(): Promise<void> {
    const { state } = await loadStream(this.deps.store, streamPrefixes.halls, hallsFolding);
    this.#halls = state;
    await Promise.all(state.map((hall) => this.#refresh(hall)));
  }

  /** Takes in one event of the log; says which hall's settings changed, if any. */
  fold(recorded: RecordedEvent): HallId | null {
    if (recorded.stream === streamPrefixes.halls) {
      const read = readHallsEvent(recorded);
      if (!read.ok || this.#halls.includes(read.event.data.hallId)) return null;
      this.#halls = [...this.#halls, read.event.data.hallId];
      // Its settings may stand in the log before what is folded here: whoever applies them reads them.
      return read.event.data.hallId;
    }
    if (!recorded.stream.startsWith(streamPrefixes.settings)) return null;
    const hall = toHallId(recorded.stream.slice(streamPrefixes.settings.length));
    const state = this.#states.get(hall) ?? noSettings;
    if (recorded.revision !== state.revision + 1) return null;
    const read = readSettingsEvent(recorded);
    if (!read.ok) return null;
    this.#states.set(hall, evolveSettings(state, read.event, recorded.revision));
    return hall;
  }

  hallIds(): readonly HallId[] {
    return this.#halls;
  }

  settingsOf(hallId: HallId): HallSettings | null {
    return this.#inForce(this.#states.get(hallId))?.settings ?? null;
  }

  writtenOf(hallId: HallId): HallSettings | null {
    return this.#states.get(hallId)?.settings ?? null;
  }

  /** When a hall was first configured; null for one not known here. */
  since(hallId: HallId): Instant | null {
    return this.#states.get(hallId)?.since ?? null;
  }

  /**
   * The settings in force; a hall not known here is looked up in the log.
   * @throws AppError `unknown_hall`, `store_unavailable`
   */
  async current(hallId: HallId): Promise<DaySettings> {
    const known =
      this.#inForce(this.#states.get(hallId)) ?? this.#inForce(await this.#refresh(hallId));
    if (known === null) throw unknownHall(hallId);
    return known;
  }

  async configureHall(
    hallId: HallId,
    profile: HallProfileInput,
    by: Invocation,
  ): Promise<'created' | 'changed'> {
    const existed = (await this.#refresh(hallId)).settings !== null;
    await this.#write(hallId, (at) => ({ type: 'ConfigureHall', at, profile }), by);
    await this.#announce(hallId, by);
    return existed ? 'changed' : 'created';
  }

  async configureQueue(
    hallId: HallId,
    queue: HallSettings['queues'][number],
    by: Invocation,
  ): Promise<'created' | 'changed'> {
    const before = await this.#write(hallId, (at) => ({ type: 'ConfigureQueue', at, queue }), by);
    return before?.queues.some(({ queueId }) => queueId === queue.queueId) === true
      ? 'changed'
      : 'created';
  }

  async configureWindow(
    hallId: HallId,
    window: HallSettings['windows'][number],
    by: Invocation,
  ): Promise<'created' | 'changed'> {
    const before = await this.#write(hallId, (at) => ({ type: 'ConfigureWindow', at, window }), by);
    return before?.windows.some(({ windowId }) => windowId === window.windowId) === true
      ? 'changed'
      : 'created';
  }

  history(hallId: HallId): Promise<readonly SettingsEntry[]> {
    return settingsHistory(this.deps.store, hallId);
  }

  async removeQueue(hallId: HallId, queueId: QueueId, by: Invocation): Promise<void> {
    this.#refuseInUse(hallId, (ticket) => ticket.queueId === queueId);
    await this.#write(hallId, (at) => ({ type: 'RemoveQueue', at, queueId }), by);
  }

  async removeWindow(hallId: HallId, windowId: WindowId, by: Invocation): Promise<void> {
    this.#refuseInUse(
      hallId,
      ({ status, standing }) =>
        ('windowId' in status && status.windowId === windowId) || standing.forWindowId === windowId,
    );
    await this.#write(hallId, (at) => ({ type: 'RemoveWindow', at, windowId }), by);
  }

  #refuseInUse(hallId: HallId, uses: (ticket: Ticket) => boolean): void {
    const { hall } = this.deps.today(hallId);
    if (hall.status === 'unopened') return;
    for (const ticket of ticketsByIssue(hall))
      if (!isEnded(ticket) && uses(ticket))
        throw new AppError('in_use', `ticket ${ticket.number} of today is still there`, {
          data: { number: ticket.number },
        });
  }

  async #refresh(hallId: HallId): Promise<SettingsState> {
    const known = this.#states.get(hallId) ?? noSettings;
    const { state } = await loadStream(this.deps.store, settingsStream(hallId), settingsFolding, {
      state: known,
      revision: known.revision,
    });
    if (state.revision > (this.#states.get(hallId)?.revision ?? -1))
      this.#states.set(hallId, state);
    return state;
  }

  /** Answers the settings before the change. */
  async #write(
    hallId: HallId,
    command: (at: Instant) => SettingsCommand,
    by: Invocation,
  ): Promise<HallSettings | null> {
    const made = command(this.deps.clock.now());
    let before: HallSettings | null = null;
    const target = { stream: settingsStream(hallId), folding: settingsFolding };
    const { state } = await writeStream(this.deps, target, (loaded) => {
      before = loaded.state.settings;
      const decision = decideSettings(loaded.state, made);
      if (!decision.ok) throw refusalError(hallId, decision.refusal);
      return { events: decision.events, context: contextOf(by) };
    });
    if (state.revision > (this.#states.get(hallId)?.revision ?? -1))
      this.#states.set(hallId, state);
    await this.deps.applyToDay(hallId, by);
    return before;
  }

  // The settings stream comes first: a hall is announced only when it can be used.
  async #announce(hallId: HallId, by: Invocation): Promise<void> {
    if (this.#halls.includes(hallId)) return;
    const at = this.deps.clock.now();
    const target = { stream: streamPrefixes.halls, folding: hallsFolding };
    const { state } = await writeStream(this.deps, target, (loaded) =>
      loaded.state.includes(hallId)
        ? null
        : {
            events: [{ type: 'HallAdded' as const, at, occurredAt: null, data: { hallId } }],
            context: contextOf(by),
          },
    );
    this.#halls = state;
  }

  #inForce(state: SettingsState | undefined): DaySettings | null {
    if (state === undefined || state.settings === null) return null;
    const known = this.#effective.get(state);
    if (known !== undefined) return known;
    const { settings, revision } = state;
    const { defaultTemplates } = this.deps;
    const messages = { ...settings.messages };
    for (const kind of messageKinds) {
      const one = messages[kind];
      messages[kind] = { ...one, templateId: one.templateId ?? defaultTemplates[kind] };
    }
    const inForce = { revision, settings: { ...settings, messages } };
    this.#effective.set(state, inForce);
    return inForce;
  }
}

const unknownHall = (hallId: HallId): AppError =>
  new AppError('unknown_hall', `there is no hall ${hallId}`, { data: { hallId } });

const refusalError = (hallId: HallId, refusal: SettingsRefusal): AppError => {
  if (refusal.code === 'unknown_hall') return unknownHall(hallId);
  const { code, ...data } = refusal;
  const sentences = {
    unknown_queue: 'the hall has no such queue',
    unknown_window: 'the hall has no such window',
    prefix_taken: 'another queue of the hall has this prefix',
  } as const;
  return new AppError(code, sentences[code], { data });
};
