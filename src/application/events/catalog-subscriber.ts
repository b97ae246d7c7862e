import { z } from 'zod';
import type { TicketId } from '../../domain/ids.js';
import type { SubscriberEvent } from '../../domain/subscriber/events.js';
import { id, nothing } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

const sealed = z.string().min(1);

/** `subscriber-{subscriberId}`. */
export const subscriberSchemas = {
  SubscriberRegistered: z.object({ openId: sealed }),
  ProfileChanged: z.object({ profile: sealed }),
  CommentLeft: z.object({ ticketId: id<TicketId>(), comment: sealed }),
  CardOffered: z.object({ ticketId: id<TicketId>(), code: sealed }),
  CardEnded: z.object({ ticketId: id<TicketId>(), reason: id() }),
  SubscriberForgotten: nothing,
} satisfies SchemasOf<SubscriberEvent>;
true satisfies ReadsAllOf<SubscriberEvent, typeof subscriberSchemas>;
