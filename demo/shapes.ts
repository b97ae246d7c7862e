import { z } from 'zod';

/** What the demo reads of the service's answers; it ignores what it does not know, as clients must. */
export const tokenShape = z.object({ token: z.string() });

export const boardShape = z.object({ businessDay: z.string() });

const ticket = z.object({
  ticketId: z.string(),
  number: z.string(),
  queueId: z.string(),
  state: z.string(),
});

export const issuedShape = ticket.extend({ bindCode: z.string() });
export type IssuedTicket = z.infer<typeof issuedShape>;

export const calledShape = z.object({ ticket: ticket.nullable() });

export const holderTicketShape = ticket.extend({
  ahead: z.number().nullable(),
  messages: z.array(z.object({ kind: z.string(), stay: z.number(), status: z.string() })),
  subscriptions: z.array(z.object({ kind: z.string(), templateId: z.string() })),
});
export type HolderTicket = z.infer<typeof holderTicketShape>;

export const tapShape = z.record(z.string(), z.unknown());
export const grantedShape = z.object({ granted: z.array(z.string()) });

export const auditMessageShape = z.object({
  messageId: z.string(),
  ticketId: z.string(),
  number: z.string(),
  stay: z.number(),
  status: z.string(),
  reason: z.string().nullable(),
  msgid: z.string().nullable(),
});
export type AuditMessage = z.infer<typeof auditMessageShape>;

export const auditPageShape = z.object({
  items: z.array(auditMessageShape),
  nextCursor: z.string().nullable(),
});

const differences = z.array(z.unknown());
export const replayShape = z.object({
  eventsRead: z.number(),
  decisions: z.number(),
  recorded: z.number(),
  missing: differences,
  unexpected: differences,
  changed: differences,
});
export type Replay = z.infer<typeof replayShape>;

/** A message as the simulator's phones got it. */
export const phonePageShape = z.object({
  items: z.array(
    z.object({
      msgid: z.string(),
      page: z.string().nullable(),
      data: z.record(z.string(), z.string()),
      at: z.string(),
    }),
  ),
  nextCursor: z.string(),
});
