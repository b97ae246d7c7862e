import type { DomainEvent } from '../event.js';
import type { HallId, WindowId } from '../ids.js';

export type Role = 'admin' | 'terminal' | 'kiosk' | 'auditor';

/** A token is stored as the SHA-256 of its text, in hex; the text itself is shown once. */
export type TokenIssued = DomainEvent<
  'TokenIssued',
  {
    tokenId: string;
    sha256: string;
    role: Role;
    hallId: HallId | null;
    /** null: every window of the hall. */
    windowIds: readonly WindowId[] | null;
    label: string;
  }
>;
export type TokenRevoked = DomainEvent<'TokenRevoked', { tokenId: string }>;
export type AccessEvent = TokenIssued | TokenRevoked;

/** Which master key the store was made with. */
export type StoreKeyed = DomainEvent<'StoreKeyed', { fingerprint: string }>;
