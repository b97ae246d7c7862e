import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { HallProfileInput } from '../../../application/ports/inbound/administrators.js';
import type { QueueId, WindowId } from '../../../domain/ids.js';
import { cardStateOf } from '../../../domain/message/card.js';
import type { QueueSettings, WindowSettings } from '../../../domain/settings/settings.js';
import type { MessageKind } from '../../../domain/streams.js';
import { openPerPersonDefaults } from '../../../domain/settings/defaults.js';
import { cardField, cardFrom, cardOut } from './card.js';
import {
  kindsWithoutTemplate,
  messageOut,
  messagesField,
  messagesFrom,
  type DefaultTemplates,
} from './messages.js';
import {
  checkHallRules,
  checkQueueRules,
  checkWindowRules,
  hallRuleFields,
  queueRuleFields,
  windowRuleFields,
} from './rules.js';
import { chosenIdField, nameField, queueIdField } from './values.js';

/** A hall as a PUT, or a hall file, gives it. */
export const hallFields = (templates: DefaultTemplates) =>
  z
    .strictObject({
      name: nameField,
      timeZone: z
        .string()
        .refine((name) => IANAZone.isValidZone(name), 'must be an IANA time zone')
        .default('Asia/Shanghai'),
      busyWindow: z.enum(['complete', 'reject']).default('complete'),
      transferPlace: z.enum(['issued', 'last']).default('issued'),
      holdersTakeNumbers: z.boolean().default(false),
      ...hallRuleFields,
      card: cardField.optional(),
      messages: messagesField.default({}),
    })
    .superRefine(({ card, messages, ...rules }, context) => {
      checkHallRules(rules, context);
      const needed = (kind: MessageKind): boolean =>
        card?.enabled !== true || cardStateOf[kind] === undefined;
      for (const kind of kindsWithoutTemplate(messages, templates).filter(needed))
        context.addIssue({
          code: 'custom',
          path: ['messages', kind, 'templateId'],
          message: 'this kind has no template until one is named',
        });
    });

/** A queue as a PUT, or a hall file, gives it. */
export const queueFields = z
  .strictObject({
    name: nameField,
    prefix: z.string().regex(/^[A-Z]{0,4}$/, 'must be 0 to 4 letters A to Z'),
    nearTurnThreshold: z.number().int().min(0).max(1000).default(3),
    serviceName: nameField.optional().meta({ description: 'default: the name' }),
    ...queueRuleFields,
  })
  .superRefine(checkQueueRules);

/** A window as a PUT, or a hall file, gives it. */
export const windowFields = z
  .strictObject({
    name: nameField,
    queueIds: z
      .array(queueIdField)
      .max(100)
      .refine((ids) => new Set(ids).size === ids.length, 'names a queue twice'),
    ...windowRuleFields,
  })
  .superRefine(checkWindowRules);

/** Halls with their queues and windows, as a hall file or an import gives them. */
export const hallFileFields = (templates: DefaultTemplates) =>
  z.strictObject({
    halls: z.record(
      chosenIdField,
      hallFields(templates).safeExtend({
        queues: z.record(chosenIdField, queueFields).default({}),
        windows: z.record(chosenIdField, windowFields).default({}),
      }),
    ),
  });

/** The whole profile, with its defaults. */
export const hallProfileFrom = (
  fields: z.infer<ReturnType<typeof hallFields>>,
): HallProfileInput => {
  const { card, messages, openPerPerson, ...rest } = fields;
  const cards = card === undefined ? {} : { card: cardFrom(card) };
  const { perQueue, perHall } = openPerPersonDefaults(rest.holdersTakeNumbers);
  return {
    ...rest,
    ...cards,
    openPerPerson: {
      perQueue: openPerPerson?.perQueue === undefined ? perQueue : openPerPerson.perQueue,
      perHall: openPerPerson?.perHall ?? perHall,
    },
    messages: messagesFrom(messages),
  };
};

/** The whole queue, with its defaults. */
export const queueFrom = (
  queueId: QueueId,
  { name, serviceName = name, ...rest }: z.infer<typeof queueFields>,
): QueueSettings => ({ queueId, name, serviceName, ...rest });

/** The whole window. */
export const windowFrom = (
  windowId: WindowId,
  fields: z.infer<typeof windowFields>,
): WindowSettings => ({ windowId, ...fields });

export const hallOut = z
  .object({
    hallId: z.string(),
    name: z.string(),
    timeZone: z.string(),
    busyWindow: z.enum(['complete', 'reject']),
    transferPlace: z.enum(['issued', 'last']),
    holdersTakeNumbers: z.boolean(),
    ...hallRuleFields,
    openPerPerson: z.object({
      perQueue: z.number().int().nullable(),
      perHall: z.number().int().nullable(),
    }),
    card: cardOut,
    messages: z.object({
      'near-turn': messageOut,
      queued: messageOut,
      called: messageOut,
      missed: messageOut,
    }),
    queues: z.array(
      z.object({
        queueId: z.string(),
        name: z.string(),
        prefix: z.string(),
        nearTurnThreshold: z.number().int(),
        serviceName: z.string(),
        ...queueRuleFields,
      }),
    ),
    windows: z.array(
      z.object({
        windowId: z.string(),
        name: z.string(),
        queueIds: z.array(z.string()),
        ...windowRuleFields,
      }),
    ),
  })
  .meta({ id: 'Hall' });

/** A hall as a PUT answers it: what its messages would fail for is said at once, and refused by nobody. */
export const hallPutOut = hallOut
  .extend({ warnings: z.array(z.object({ path: z.string(), message: z.string() })).optional() })
  .meta({ id: 'HallPut' });
