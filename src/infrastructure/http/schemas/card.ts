import { z } from 'zod';
import { isCardValue } from '../../../domain/message/card.js';
import type { CardSettings } from '../../../domain/settings/settings.js';

const defaultPage = 'pages/index/index?ticketId={ticketId}';

const pageField = z
  .string()
  .min(1)
  .max(1024)
  .refine((page) => !page.startsWith('/'), 'must not begin with /: WeChat refuses such pages')
  .refine((page) => !/\{(?!ticketId\})/.test(page), 'unknown placeholder; there is {ticketId}');

/** A hall's service cards as a PUT, or a hall file, gives them. */
export const cardField = z.strictObject({
  enabled: z.boolean(),
  page: pageField.optional().meta({ description: `what a tap opens; default: ${defaultPage}` }),
  tableType: z
    .string()
    .refine((text) => isCardValue('table_type', text), 'must be 1 or 2 characters')
    .nullable()
    .optional()
    .meta({ description: '桌型, at most 2 characters; default: none' }),
});

/** With its defaults. */
export const cardFrom = ({
  enabled,
  page = defaultPage,
  tableType = null,
}: z.infer<typeof cardField>): CardSettings => ({ enabled, page, tableType });

/** Of a hall that never had any. */
export const noCards: CardSettings = { enabled: false, page: defaultPage, tableType: null };

export const cardOut = z
  .object({ enabled: z.boolean(), page: z.string(), tableType: z.string().nullable() })
  .meta({ id: 'CardSettings' });

/** The code of a tap on a button of the type `liveActivity`. */
export const cardBody = z.strictObject({ code: z.string().min(1).max(512) });
