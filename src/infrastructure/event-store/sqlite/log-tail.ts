import type { RecordedEvent } from '../../../application/ports/event-store.js';
import type { ComposedEvent } from '../compose.js';
import { hasPrefix } from './live-feed.js';
import type { LogPage, LogSpan } from './log-reader.js';
import { positionOf } from './position.js';

/** An event that a transaction has written, before it is committed. */
export type WrittenEvent = Readonly<{
  row: number;
  stream: string;
  revision: number;
  event: ComposedEvent;
}>;

type Kept = Readonly<{ row: number; size: number; event: RecordedEvent }>;

const mostEvents = 4_000;
/** Of the text of what is kept. */
const mostCharacters = 16 * 1024 * 1024;

/**
 * The log's latest events, as this process has committed them. Whoever follows the log has nearly
 * always read up to them: from here they are had without a query, and read from their JSON once for
 * all followers. It holds every event behind its oldest: this process is the log's one writer.
 */
export class LogTail {
  #kept: Kept[] = [];
  #characters = 0;
  /** Every event behind this row is here; null: none is known to be. */
  #complete: number | null = null;

  /** Takes in what was just committed. */
  take(written: readonly WrittenEvent[]): void {
    for (const one of written) {
      const kept = keptOf(one);
      this.#complete ??= kept.row - 1;
      this.#kept.push(kept);
      this.#characters += kept.size;
    }
    if (this.#kept.length > mostEvents || this.#characters > mostCharacters) this.#trim();
  }

  /** Forgets everything: after an erasure, and when it is not known what a transaction has left. */
  clear(): void {
    this.#kept = [];
    this.#characters = 0;
    this.#complete = null;
  }

  /** The span's first events; null when some of them may lie before what is here. */
  page({ after, upTo, prefixes, limit }: LogSpan): LogPage | null {
    if (this.#complete === null || after < this.#complete) return null;
    // From the end: a follower has read nearly all of it.
    const first = this.#kept.findLastIndex(({ row }) => row <= after) + 1;
    const span = this.#kept.slice(first, first + limit).filter(({ row }) => row <= upTo);
    const events = span.map(({ event }) => event);
    return {
      events: events.filter(({ stream }) => hasPrefix(stream, prefixes)),
      last: span.at(-1)?.row ?? after,
    };
  }

  // By the half, so that keeping an event stays cheap; all of it when a few events are that large.
  #trim(): void {
    const rest = this.#kept.slice(Math.ceil(this.#kept.length / 2));
    const size = rest.reduce((sum, kept) => sum + kept.size, 0);
    const last = this.#kept.at(-1);
    this.#kept = size > mostCharacters ? [] : rest;
    this.#characters = size > mostCharacters ? 0 : size;
    this.#complete = (this.#kept[0]?.row ?? (last?.row ?? 0) + 1) - 1;
  }
}

// Read back from its JSON, so that it is what a query would give.
const keptOf = ({ row, stream, revision, event }: WrittenEvent): Kept => ({
  row,
  size: event.data.length + event.metadata.length,
  event: {
    stream,
    revision,
    position: positionOf(row),
    eventId: event.eventId,
    type: event.type,
    data: JSON.parse(event.data),
    metadata: JSON.parse(event.metadata),
  },
});
