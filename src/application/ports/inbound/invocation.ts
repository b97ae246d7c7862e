import type { HallId, SubscriberId, WindowId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/access/events.js';
import type { JsonObject } from '../event-store.js';

/** Who asks, and what they are answered. Refusals are thrown as `AppError` with their code. */

export type Actor =
  | Readonly<{
      kind: 'token';
      tokenId: string;
      role: Role;
      hallId: HallId | null;
      windowIds: readonly WindowId[] | null;
    }>
  | Readonly<{ kind: 'holder'; subscriberId: SubscriberId }>
  | Readonly<{ kind: 'service'; name: string }>;

export type Invocation = Readonly<{
  actor: Actor;
  correlationId: string;
  /** The caller's Idempotency-Key scoped to the caller, and the SHA-256 (hex) of path and body. */
  idempotency: Readonly<{ commandId: string; fingerprint: string }> | null;
  /** The span that it belongs to, where that is traced. */
  traceparent?: string;
}>;

/** An answer to a command; `replayed` when it is the first answer again. */
export type Answer = Readonly<{ status: number; body: JsonObject; replayed: boolean }>;
