import { z } from 'zod';
import type { Instant } from '../../domain/ids.js';
import type { JsonObject } from '../ports/event-store.js';
import { count, id, instant, jsonObject, ordinal } from './values.js';

/** What stands beside the data of every stored event. */
export type EventMetadata = {
  $correlationId: string;
  /** The event or the command that led to this one. */
  $causationId: string | null;
  /** When the service recorded it. */
  recordedAt: Instant;
  /** When it happened at the source, where that was earlier. */
  occurredAt: Instant | null;
  /** Who did it: a token id, a subscriber id or a part of the service; never a name. */
  by: string | null;
  schemaVersion: number;
  /** The span in which it was written (W3C Trace Context), where that was traced. */
  traceparent?: string;
  /** On the last event of a command: the caller's key, what was asked (SHA-256), what was answered. */
  commandId?: string;
  fingerprint?: string;
  answer?: { status: number; body: JsonObject };
  /** On the last event of a post of many: the same of the whole post. */
  batch?: { commandId: string; fingerprint: string; answer: { status: number; body: JsonObject } };
};

const answer = z.object({ status: count, body: jsonObject });

/** Fields that it does not name (an event store adds its own) are dropped. */
export const metadataSchema = z.object({
  $correlationId: id(),
  $causationId: id().nullable(),
  recordedAt: instant,
  occurredAt: instant.nullable(),
  by: z.string().nullable(),
  schemaVersion: ordinal,
  traceparent: z.exactOptional(id()),
  commandId: z.exactOptional(id()),
  fingerprint: z.exactOptional(id()),
  answer: z.exactOptional(answer),
  batch: z.exactOptional(z.object({ commandId: id(), fingerprint: id(), answer })),
}) satisfies z.ZodType<EventMetadata>;
