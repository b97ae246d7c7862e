import type { Append, AppendOutcome, NewEvent } from '../../application/ports/event-store.js';

/** Bytes that one event (type, data and metadata as JSON) may have: far below what a server takes. */
export const maxEventBytes = 256 * 1024;
/** Bytes that one append may have: EventStoreDB's default `MaxAppendSize` is 1 MiB, headers included. */
export const maxAppendBytes = 960 * 1024;

/** An event as both stores write it: JSON made once, by us. */
export type ComposedEvent = Readonly<{
  eventId: string;
  type: string;
  data: string;
  metadata: string;
}>;

export type Refused = Extract<AppendOutcome, { outcome: 'refused' }>;
export type Composed = Readonly<{ ok: true; events: readonly ComposedEvent[] }> | ComposeRefusal;
type ComposeRefusal = Readonly<{ ok: false; refused: Refused }>;

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
// `$` begins EventStoreDB's own streams and types; a control character in a name is a bug.
// oxlint-disable-next-line no-control-regex
const namePattern = /^(?!\$)[^\u0000-\u001f\u007f]{1,400}$/u;

const refuse = (reason: 'invalid' | 'too_large', cause: unknown): ComposeRefusal => ({
  ok: false,
  refused: { outcome: 'refused', reason, cause },
});

/**
 * Checks an append and makes its JSON before anything reaches a store: db-client answers an
 * unserialisable event with a promise that never settles, an id that is no UUID with `unknown`.
 */
export const compose = (append: Append): Composed => {
  const problem = shapeProblem(append);
  if (problem !== null) return refuse('invalid', new Error(`${append.stream}: ${problem}`));
  try {
    return sized(append.stream, append.events.map(composeEvent));
  } catch (error) {
    return refuse('invalid', error);
  }
};

const shapeProblem = (append: Append): string | null => {
  const { stream, expected, events } = append;
  if (!namePattern.test(stream)) return 'not a stream name';
  if (expected !== 'no_stream' && (!Number.isSafeInteger(expected) || expected < 0)) {
    return `expected revision ${expected} is neither no_stream nor a whole number`;
  }
  if (events.length === 0) return 'an append needs at least one event';
  const bad = events.find((event) => !uuidPattern.test(event.eventId));
  if (bad !== undefined) return `event id ${bad.eventId} is not a UUID`;
  const unnamed = events.find((event) => !namePattern.test(event.type));
  return unnamed === undefined ? null : `not an event type: ${JSON.stringify(unnamed.type)}`;
};

const composeEvent = (event: NewEvent): ComposedEvent => ({
  eventId: event.eventId.toLowerCase(),
  type: event.type,
  data: json(event.data),
  metadata: json(event.metadata),
});

const json = (value: unknown): string => {
  const text: unknown = JSON.stringify(value);
  if (typeof text !== 'string') throw new TypeError('event data and metadata must be JSON');
  return text;
};

const sized = (stream: string, events: readonly ComposedEvent[]): Composed => {
  const sizes = events.map(bytesOf);
  const largest = Math.max(...sizes);
  if (largest > maxEventBytes) {
    const what = `an event of ${largest} bytes, ${maxEventBytes} allowed`;
    return refuse('too_large', new Error(`${stream}: ${what}`));
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > maxAppendBytes) {
    const what = `an append of ${total} bytes, ${maxAppendBytes} allowed`;
    return refuse('too_large', new Error(`${stream}: ${what}`));
  }
  return { ok: true, events };
};

const bytesOf = (event: ComposedEvent): number =>
  Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata) + Buffer.byteLength(event.type);
