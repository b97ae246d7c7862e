import type { MessageDecision } from '../../domain/message/events.js';
import type { Position } from '../ports/event-store.js';
import type { HallChange } from '../ports/inbound/live.js';
import { evolveView, type HallView } from '../../projections/hall-view.js';
import { applyPolicy, initialPolicy } from '../../projections/near-turn/policy.js';
import type { HallFact, PolicyState } from '../../projections/near-turn/policy-state.js';

/** How many changes of a day can be told again to a reader that was away. */
const keptChanges = 500;

/** One hall's day in memory: its view, its latest changes, and what the policy has decided. */
export class HallDay {
  #policy: PolicyState = initialPolicy();
  #changes: HallChange[] = [];
  /** Position of the oldest change from which on every later one is still kept. */
  #knownFrom: Position | null = null;
  #revision = -1;
  /** False once an event could not be read: nothing may be decided on what is not understood. */
  #isWhole = true;

  constructor(private current: HallView) {}

  get view(): HallView {
    return this.current;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Folds one event; answers the change and the messages that it makes due. */
  apply(
    fact: HallFact,
    position: Position,
  ): { change: HallChange; decisions: readonly MessageDecision[] } {
    this.#isWhole &&= fact.revision === this.#revision + 1;
    const { state, decisions } = applyPolicy(this.#policy, fact);
    const before = this.current;
    const after = evolveView(before, fact, state.hall);
    this.#policy = state;
    this.current = after;
    this.#revision = fact.revision;
    const { type, at } = fact.event;
    const change: HallChange = { position, type, at, before, after };
    this.#keep(change);
    return { change, decisions: this.#isWhole ? decisions : [] };
  }

  #keep(change: HallChange): void {
    this.#changes.push(change);
    this.#knownFrom ??= change.position;
    // Trimmed by the half, so that keeping a change stays cheap.
    if (this.#changes.length < keptChanges * 2) return;
    this.#changes = this.#changes.slice(-keptChanges);
    this.#knownFrom = this.#changes[0]?.position ?? null;
  }

  /**
   * The changes after a position, oldest first; null when some of them are no longer kept, or when
   * the position lies before this day.
   */
  changesAfter(position: Position): readonly HallChange[] | null {
    if (this.#knownFrom === null || position < this.#knownFrom) return null;
    return this.#changes.filter((change) => change.position > position);
  }
}
