import type { MessageId } from '../../domain/ids.js';
import type { MessageEvent } from '../../domain/message/events.js';
import { evolveMessage, undecidedMessage, type MessageState } from '../../domain/message/state.js';
import { messageStream } from '../../domain/streams.js';
import { readMessageEvent } from '../events/codec.js';
import type { EventStore } from '../ports/event-store.js';
import { tracedBy } from '../ports/tracer.js';
import { loadStream, type Folding, type Loaded } from '../writing/stream-writer.js';

/** A message as its stream tells it, and under which correlation and in which span it was decided. */
export type MessageLog = Readonly<{
  message: MessageState;
  correlationId: string | null;
  traceparent?: string;
}>;

/** How a message's stream is folded. */
export const messageFolding: Folding<MessageLog, MessageEvent> = {
  initial: { message: undecidedMessage, correlationId: null },
  read: readMessageEvent,
  fold: ({ message, correlationId, traceparent }, event, revision, metadata) => ({
    message: evolveMessage(message, event),
    correlationId: correlationId ?? metadata.$correlationId,
    ...tracedBy(revision === 0 ? metadata : { traceparent }),
  }),
};

/** Reads a message's stream to its end. @throws AppError `store_unavailable`, `newer_version` */
export const loadMessage = (store: EventStore, id: MessageId): Promise<Loaded<MessageLog>> =>
  loadStream(store, messageStream(id), messageFolding);
