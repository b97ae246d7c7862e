import type { z } from 'zod';
import type { AgendaEvent } from '../../domain/agenda/events.js';
import type { DeviceEvent } from '../../domain/access/devices.js';
import type { AccessEvent, StoreKeyed } from '../../domain/access/events.js';
import type { LimitedCodeEvent } from '../../domain/codes/events.js';
import type { CreditEvent } from '../../domain/credit/events.js';
import type { DomainEvent } from '../../domain/event.js';
import type { HallEvent } from '../../domain/hall/events.js';
import type { MessageEvent } from '../../domain/message/events.js';
import type { PushEvent } from '../../domain/push/events.js';
import type { HallAdded, SettingsEvent } from '../../domain/settings/events.js';
import type { SubscriberEvent } from '../../domain/subscriber/events.js';
import type { JsonObject, NewEvent, RecordedEvent } from '../ports/event-store.js';
import { tracedBy } from '../ports/tracer.js';
import { agendaSchemas } from './catalog-agenda.js';
import { accessSchemas, storeKeySchemas } from './catalog-access.js';
import { limitedCodeSchemas } from './catalog-codes.js';
import { deviceSchemas } from './catalog-devices.js';
import { creditSchemas } from './catalog-credit.js';
import { hallSchemas } from './catalog-hall.js';
import { messageSchemas } from './catalog-message.js';
import { pushSchemas } from './catalog-push.js';
import { hallsSchemas, settingsSchemas } from './catalog-settings.js';
import { subscriberSchemas } from './catalog-subscriber.js';
import { type EventMetadata, metadataSchema } from './metadata.js';
import type { SchemasOf } from './schemas.js';
import { type Upcasting, checkSteps, upcast, upcasting, versionOf } from './upcast.js';

/** A stored event that was understood, or why it was not; `detail` never shows what was stored. */
export type Read<Event> =
  | Readonly<{ ok: true; event: Event; metadata: EventMetadata }>
  | Readonly<{ ok: false; reason: 'unknown_type' | 'newer_version' | 'invalid'; detail: string }>;

/** Under what an event was written. */
export type EventContext = Readonly<{
  correlationId: string;
  causationId: string | null;
  by: string | null;
  /** The span in which it is written. */
  traceparent?: string;
  /** On the last event of a command. */
  command?: Readonly<{
    commandId: string;
    fingerprint: string;
    answer: { status: number; body: JsonObject };
  }>;
  /** On the last event of a post of many reports. */
  batch?: NonNullable<EventContext['command']>;
}>;

/** Any event of the domain. */
export type AnyDomainEvent = DomainEvent<string, object>;

/** The event as it is stored, in the current version of its type. */
export const encode = (
  event: AnyDomainEvent,
  eventId: string,
  context: EventContext,
): NewEvent => ({
  eventId,
  type: event.type,
  // Event data is plain JSON by the rule of src/domain; a test appends one of each type.
  data: event.data as JsonObject,
  metadata: {
    $correlationId: context.correlationId,
    $causationId: context.causationId,
    recordedAt: event.at,
    occurredAt: event.occurredAt,
    by: context.by,
    schemaVersion: versionOf(event.type),
    ...tracedBy(context),
    ...context.command,
    ...(context.batch === undefined ? {} : { batch: context.batch }),
  },
});

type Unread = Extract<Read<never>, { ok: false }>;

const unread = (recorded: RecordedEvent, reason: Unread['reason'], found: string): Unread => ({
  ok: false,
  reason,
  detail: `${recorded.stream}@${recorded.revision} ${recorded.type}: ${found}`,
});

const pathOf = (root: 'data' | 'metadata', error: z.ZodError): string => {
  const { path, code } = deepest(error.issues[0]);
  return [root, ...path].map(String).join('.') + ` (${code ?? 'unknown'})`;
};

type Found = Readonly<{ path: readonly PropertyKey[]; code?: string }>;

/** Of a union, what its last alternative lacks: that a value is none of them says little. */
const deepest = (issue: z.core.$ZodIssue | undefined): Found => {
  if (issue === undefined) return { path: [] };
  const inner = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : undefined;
  if (inner === undefined) return issue;
  const { path, code } = deepest(inner);
  return { path: [...issue.path, ...path], ...(code === undefined ? {} : { code }) };
};

const versionIn = (metadata: unknown): unknown =>
  typeof metadata === 'object' && metadata !== null && 'schemaVersion' in metadata
    ? metadata.schemaVersion
    : undefined;

type Known = Readonly<{ schema: z.ZodType; version: number }>;

const catalogOf = (
  schemas: Readonly<Record<string, z.ZodType>>,
  using: Upcasting,
): ReadonlyMap<string, Known> => {
  const known = new Map<string, Known>();
  for (const [type, schema] of Object.entries(schemas)) {
    checkSteps(type, using);
    known.set(type, { schema, version: versionOf(type, using) });
  }
  return known;
};

type Upcast = Readonly<{ ok: true; data: unknown }> | Readonly<{ ok: false }>;

const currentData = (recorded: RecordedEvent, version: number, using: Upcasting): Upcast => {
  try {
    return { ok: true, data: upcast(recorded.type, { version, data: recorded.data }, using) };
  } catch {
    // A step reads data that no schema has seen yet; what it trips over is not fit to be shown.
    return { ok: false };
  }
};

// A store may hand the same event to several followers; what it says is worked out for the first.
const remembering = <Event>(
  read: (recorded: RecordedEvent) => Read<Event>,
): ((recorded: RecordedEvent) => Read<Event>) => {
  const known = new WeakMap<RecordedEvent, Read<Event>>();
  return (recorded) => {
    const before = known.get(recorded);
    if (before !== undefined) return before;
    const now = read(recorded);
    known.set(recorded, now);
    return now;
  };
};

/** A reader of one family of events; tests give it other versions and upcasts. */
export const readerOf = <Event extends AnyDomainEvent>(
  schemas: SchemasOf<Event>,
  using: Upcasting = upcasting,
): ((recorded: RecordedEvent) => Read<Event>) => {
  const catalog = catalogOf(schemas, using);
  return remembering((recorded) => {
    const known = catalog.get(recorded.type);
    if (known === undefined) return unread(recorded, 'unknown_type', 'unknown event type');
    // Looked at first: a newer version may have other metadata too.
    const found = versionIn(recorded.metadata);
    if (typeof found === 'number' && found > known.version)
      return unread(
        recorded,
        'newer_version',
        `expected version ≤ ${known.version}, found ${found}`,
      );

    const metadata = metadataSchema.safeParse(recorded.metadata);
    if (!metadata.success) return unread(recorded, 'invalid', pathOf('metadata', metadata.error));
    const current = currentData(recorded, metadata.data.schemaVersion, using);
    if (!current.ok) return unread(recorded, 'invalid', 'data (upcast failed)');
    const data = known.schema.safeParse(current.data);
    if (!data.success) return unread(recorded, 'invalid', pathOf('data', data.error));
    const { recordedAt: at, occurredAt } = metadata.data;
    // The schema of this type has accepted the data: `SchemasOf` proves that it is this event's.
    const event = { type: recorded.type, at, occurredAt, data: data.data } as unknown as Event;
    return { ok: true, event, metadata: metadata.data };
  });
};

export const readHallEvent = readerOf<HallEvent>(hallSchemas);
export const readAgendaEvent = readerOf<AgendaEvent>(agendaSchemas);
export const readMessageEvent = readerOf<MessageEvent>(messageSchemas);
export const readCreditEvent = readerOf<CreditEvent>(creditSchemas);
export const readSubscriberEvent = readerOf<SubscriberEvent>(subscriberSchemas);
export const readSettingsEvent = readerOf<SettingsEvent>(settingsSchemas);
export const readHallsEvent = readerOf<HallAdded>(hallsSchemas);
export const readAccessEvent = readerOf<AccessEvent>(accessSchemas);
export const readDeviceEvent = readerOf<DeviceEvent>(deviceSchemas);
export const readPushEvent = readerOf<PushEvent>(pushSchemas);
export const readLimitedCodeEvent = readerOf<LimitedCodeEvent>(limitedCodeSchemas);
export const readStoreKeyEvent = readerOf<StoreKeyed>(storeKeySchemas);

/** Every event type that can be read and its current version. */
export const catalogVersions: Readonly<Record<string, number>> = Object.fromEntries(
  [
    hallSchemas,
    agendaSchemas,
    messageSchemas,
    creditSchemas,
    subscriberSchemas,
    settingsSchemas,
    hallsSchemas,
    accessSchemas,
    deviceSchemas,
    pushSchemas,
    limitedCodeSchemas,
    storeKeySchemas,
  ].flatMap((schemas) => Object.keys(schemas).map((type) => [type, versionOf(type)])),
);
