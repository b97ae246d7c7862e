import { answerOf } from '../../../domain/push/answers.js';
import type { AnswerRecorded } from '../../../domain/push/events.js';
import { pushStream } from '../../../domain/streams.js';
import { contextOf } from '../../invocation.js';
import type { Invocation } from '../../ports/inbound/invocation.js';
import { appendAt, type StreamDeps } from '../../writing/stream-writer.js';
import { loadPush } from './push-log.js';
import type { AnswerResult } from './rules.js';

/** `ours`: whoever asked is to act; `taken`: somebody else is, was, or died of it; `late`: it is too late. */
export type Claimed = 'ours' | 'taken' | 'late';

type Of = Readonly<{ key: string; rule: string; by: Invocation; isLate: () => boolean }>;

/**
 * The claims of one push at this instance. A claim is an append at the revision that was read, so
 * one instance wins it; one that the store never confirmed is known again by its event's id.
 */
export class Claims {
  readonly #ids = new Set<string>();

  constructor(private readonly deps: StreamDeps) {}

  /** @throws AppError `store_unavailable`: ask again later, it is then told whose the claim is */
  async claim(of: Of): Promise<Claimed> {
    for (;;) {
      const { state, revision } = await loadPush(this.deps.store, of.key);
      const known = answerOf(state, of.rule);
      if (known !== null)
        return known.outcome === null && this.#ids.has(known.claim) ? 'ours' : 'taken';
      if (of.isLate()) return 'late';
      const id = this.deps.ids.uuid();
      this.#ids.add(id);
      const at = { stream: pushStream(of.key), revision, eventIds: [id] };
      const event = {
        type: 'AnswerAttempted',
        at: this.deps.clock.now(),
        occurredAt: null,
        data: { rule: of.rule },
      };
      // A conflict is another rule's event, or another instance's claim: the next reading tells.
      const plan = { events: [event], context: contextOf(of.by) };
      if ((await appendAt(this.deps, at, plan)) === 'written') return 'ours';
    }
  }

  /** Records what became of a claim; to repeat it is harmless. @throws AppError `store_unavailable` */
  async record(of: Omit<Of, 'isLate'>, result: AnswerResult): Promise<void> {
    for (;;) {
      const { state, revision } = await loadPush(this.deps.store, of.key);
      if (answerOf(state, of.rule)?.outcome !== null) return;
      const event: AnswerRecorded = {
        type: 'AnswerRecorded',
        at: this.deps.clock.now(),
        occurredAt: null,
        data: { rule: of.rule, ...result },
      };
      const at = { stream: pushStream(of.key), revision };
      const plan = { events: [event], context: contextOf(of.by) };
      if ((await appendAt(this.deps, at, plan)) === 'written') return;
    }
  }
}
