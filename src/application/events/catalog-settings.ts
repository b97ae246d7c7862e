import { z } from 'zod';
import type { HallId, QueueId, TemplateId, WindowId } from '../../domain/ids.js';
import type { HallProfile } from '../../domain/settings/settings.js';
import type { HallAdded, SettingsEvent } from '../../domain/settings/events.js';
import { openPerPersonDefaults } from '../../domain/settings/defaults.js';
import { hallRules, queueRules, windowRules } from './catalog-rules.js';
import { count, id, list } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const message = z.object({
  enabled: z.boolean(),
  templateId: id<TemplateId>().nullable(),
  longTerm: z.exactOptional(z.boolean()),
  page: z.string(),
  ttlSeconds: z.number().nonnegative(),
  data: z.record(z.string(), z.string()),
});

const card = z.object({
  enabled: z.boolean(),
  page: z.string(),
  tableType: z.string().nullable(),
});

const profileShape = {
  name: z.string(),
  timeZone: id(),
  busyWindow: z.enum(['complete', 'reject']),
  transferPlace: z.enum(['issued', 'last']),
  holdersTakeNumbers: z.boolean(),
  card: z.exactOptional(card),
  ...hallRules,
  messages: z.object({ 'near-turn': message, queued: message, called: message, missed: message }),
};

const queue = z.object({
  queueId: id<QueueId>(),
  name: z.string(),
  prefix: z.string(),
  nearTurnThreshold: count,
  serviceName: z.string(),
  ...queueRules,
});

const window = z.object({
  windowId: id<WindowId>(),
  name: z.string(),
  queueIds: list(id<QueueId>()),
  ...windowRules,
});

type PerPerson = Pick<HallProfile, 'holdersTakeNumbers'> &
  Partial<Pick<HallProfile, 'openPerPerson'>>;

/** What one person may have follows from another field where an old event does not say it. */
const withPerPerson = <Fields extends PerPerson>(
  fields: Fields,
): Omit<Fields, 'openPerPerson'> & Pick<HallProfile, 'openPerPerson'> => ({
  ...fields,
  openPerPerson: fields.openPerPerson ?? openPerPersonDefaults(fields.holdersTakeNumbers),
});

/** All that a hall's day runs on, as hall events carry it. */
export const hallSettings = z
  .object({ ...profileShape, queues: list(queue), windows: list(window) })
  .transform(withPerPerson);

/** `settings-{hallId}`. */
export const settingsSchemas = {
  HallConfigured: z.object({ profile: z.object(profileShape).transform(withPerPerson) }),
  QueueConfigured: z.object({ queue }),
  QueueRemoved: z.object({ queueId: id<QueueId>() }),
  WindowConfigured: z.object({ window }),
  WindowRemoved: z.object({ windowId: id<WindowId>() }),
} satisfies SchemasOf<SettingsEvent>;
true satisfies ReadsAllOf<SettingsEvent, typeof settingsSchemas>;

/** `halls`. */
export const hallsSchemas = {
  HallAdded: z.object({ hallId: id<HallId>() }),
} satisfies SchemasOf<HallAdded>;
true satisfies ReadsAllOf<HallAdded, typeof hallsSchemas>;
