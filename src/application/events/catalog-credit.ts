import { z } from 'zod';
import type { CreditEvent } from '../../domain/credit/events.js';
import type { MessageId, TemplateId, TicketId } from '../../domain/ids.js';
import { count, id } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const source = z.enum(['client', 'popup', 'legacy']);
const declineSource = z.enum(['client', 'popup', 'legacy', 'change']);
const templateId = id<TemplateId>();
const ticketId = id<TicketId>().nullable();
const use = { templateId, messageId: id<MessageId>() };

/** `credit-{subscriberId}`. */
export const creditSchemas = {
  SubscriptionGranted: z.object({ templateId, source, ticketId }),
  SubscriptionDeclined: z.object({
    templateId,
    source: declineSource,
    answer: z.string(),
    ticketId,
  }),
  SubscriptionUsed: z.object({ ...use, lasting: z.exactOptional(z.literal(true)) }),
  SubscriptionReturned: z.object(use),
  SubscriptionsExhausted: z.object({ ...use, upToRevision: count }),
} satisfies SchemasOf<CreditEvent>;
true satisfies ReadsAllOf<CreditEvent, typeof creditSchemas>;
