import type { HallId, Instant, QueueId, SubscriberId, TicketId } from '../../domain/ids.js';

/** Everything that depends on the master key. */
export interface Secrets {
  /** An HMAC of appid and openid: the same person always, and no way back. */
  subscriberIdOf(openId: string): SubscriberId;
  /** Encrypts text for one stream; it opens for that stream alone. */
  seal(text: string, stream: string): string;
  /** @throws Error when the text was not sealed for this stream under this key */
  open(sealed: string, stream: string): string;
  bindCodeOf(ticketId: TicketId): string;
  ticketOfBindCode(code: string): TicketId | null;
  /** What a queue's poster names: `q.` and a signature; nothing in it can be read. */
  posterCodeOf(hallId: HallId, queueId: QueueId): string;
  /** A holder's token; `registration` is the revision of the registration that it stands on. */
  signHolder(holder: {
    subscriberId: SubscriberId;
    registration: number;
    issuedAt: Instant;
    expiresAt: Instant;
  }): Promise<string>;
  /** Who a holder's token speaks for, or null when we did not sign it or its time is over at `now`. */
  verifyHolder(
    token: string,
    now: Instant,
  ): Promise<{ subscriberId: SubscriberId; registration: number } | null>;
  /** Tells master keys apart without giving one away. */
  fingerprint(): string;
  /** SHA-256 in hex. */
  digest(text: string): string;
  /** A new access token's text. */
  newToken(): string;
}
