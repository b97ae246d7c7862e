import type { LimitedCodeWish } from '../../domain/codes/events.js';
import type { HallId, QueueId, TicketId } from '../../domain/ids.js';
import type { Invocation } from './inbound/invocation.js';
import type { CallOutcome, Picture } from './wechat.js';

/** What the outside may ask about codes that open the mini-program. */

/** The queue of a poster code. */
export type PosterQueue = Readonly<{ hallId: HallId; queueId: QueueId }>;

export interface PosterCodes {
  /** Fit for a scene; the same for a queue every time; nobody else can make one up. */
  codeOf(queue: PosterQueue): string;
  /** The queue of a code of ours, as long as there is one; else null. */
  queueOf(code: string): PosterQueue | null;
}

export interface CodePictures {
  /** Its scene is the ticket's bind code. */
  ofTicket(ticketId: TicketId): Promise<CallOutcome<Picture>>;
  /** For a poster: whoever scans it stands before this queue. */
  ofQueue(queue: PosterQueue): Promise<CallOutcome<Picture>>;
}

/** `isNew`: WeChat was asked for this call or, with the same Idempotency-Key, for the first one. */
export type LimitedCodeAnswer = Readonly<{ picture: Picture; isNew: boolean; replayed: boolean }>;

export interface LimitedCodeMaking {
  /**
   * Draws a code of the lifetime quota, or takes it from the log, where it was drawn before.
   * @throws AppError `limited_codes_spent`, `idempotency_key_reused`, `store_unavailable`
   */
  make(wish: LimitedCodeWish, by: Invocation): Promise<CallOutcome<LimitedCodeAnswer>>;
}

/** All that routes need of codes. */
export type Codes = Readonly<{
  posters: PosterCodes;
  pictures: CodePictures;
  limited: LimitedCodeMaking;
}>;
