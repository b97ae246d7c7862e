import { z } from 'zod';
import { timeline } from './audit.js';
import { pageOf, pageQuery, timeOut } from './values.js';

const count = z.number().int();

/** A person's credit of one template. */
const creditShape = {
  templateId: z.string(),
  longTerm: z.boolean().meta({ description: 'whether a hall sends it as a long-term template' }),
  granted: count,
  declined: count,
  used: count,
  returned: count,
  voided: count,
  remaining: count.meta({ description: 'of a long-term template: 1 while an acceptance stands' }),
  lastAnswer: z.string().nullable(),
  lastSource: z.enum(['client', 'popup', 'legacy', 'change']).nullable(),
  lastAt: timeOut.nullable(),
};

export const mySubscriptionsOut = pageOf(z.object(creditShape), 'MySubscriptions');

const opaque = z.string().min(1).max(512);
export const creditListQuery = z.strictObject({
  subscriberId: opaque.optional(),
  templateId: opaque.optional(),
  ...pageQuery,
});
export const auditCreditOut = z
  .object({ subscriberId: z.string(), ...creditShape })
  .meta({ id: 'AuditCredit' });
export const creditTrailOut = z
  .object({ subscriberId: z.string(), items: z.array(auditCreditOut), timeline })
  .meta({ id: 'AuditCreditDetail' });
