import type { Instant, SubscriberId, TemplateId, TicketId } from '../../../domain/ids.js';
import type { CreditSummary } from '../../../projections/history/credit-row.js';
import type { Invocation, Answer } from './invocation.js';

export interface BindCodes {
  /** ≤ 32 characters `[0-9A-Za-z_-]`; the same for a ticket every time. */
  codeOf(ticketId: TicketId): string;
  /** The ticket of a code that we signed, else null. */
  ticketOf(code: string): TicketId | null;
}

export interface Subscribers {
  /** @throws AppError `wechat_code_invalid`, `wechat_user_blocked`, `wechat_unavailable` */
  login(
    code: string,
    by: { correlationId: string },
  ): Promise<{ token: string; expiresAt: Instant; isNew: boolean }>;
  /** Registers (if need be) the person of an openid given by a trusted system (legacy endpoints). */
  identify(openId: string, by: Invocation): Promise<SubscriberId>;
  forget(subscriberId: SubscriberId, by: Invocation): Promise<void>;
  changeProfile(
    subscriberId: SubscriberId,
    profile: { userName?: string | undefined; idCard?: string | undefined },
    by: Invocation,
  ): Promise<void>;
  /** Keeps what a person wrote of a visit, sealed; once for each ticket. @throws AppError `store_unavailable` */
  leaveComment(
    subscriberId: SubscriberId,
    left: Readonly<{ ticketId: TicketId; comment: string }>,
    by: Invocation,
  ): Promise<void>;
  /** What an auditor may see: masked openid and name; null for a forgotten person. */
  masked(subscriberId: SubscriberId): Promise<{ openId: string; userName: string | null } | null>;
}

/** Service cards, as holders give them to their tickets. */
export interface CardsOfHolders {
  /** Keeps the code of the person's tap for a ticket; a new one takes the place of the one before. */
  offer(
    subscriberId: SubscriberId,
    offered: Readonly<{ ticketId: TicketId; code: string }>,
    by: Invocation,
  ): Promise<Answer>;
  /** Whether the ticket has a card that WeChat has not refused. */
  isOffered(subscriberId: SubscriberId, ticketId: TicketId): Promise<boolean>;
}

export interface Subscriptions {
  /** Answers `{granted, declined}`. @throws AppError `unknown_template` is the caller's check. */
  report(
    subscriberId: SubscriberId,
    ticketId: TicketId,
    results: readonly Readonly<{ templateId: TemplateId; answer: string }>[],
    by: Invocation,
  ): Promise<Answer>;
  /** Records one grant named by the legacy endpoint. */
  grantLegacy(subscriberId: SubscriberId, templateId: TemplateId, by: Invocation): Promise<void>;
  /** Messages that may still be sent, by template. */
  remaining(subscriberId: SubscriberId): Promise<ReadonlyMap<TemplateId, number>>;
  /** What the person has answered, template by template, and what became of it. */
  summaries(subscriberId: SubscriberId): Promise<readonly CreditSummary[]>;
}
