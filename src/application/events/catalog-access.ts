import { z } from 'zod';
import type { AccessEvent, StoreKeyed } from '../../domain/access/events.js';
import type { HallId, WindowId } from '../../domain/ids.js';
import { id, list } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

/** `access-tokens`. */
export const accessSchemas = {
  TokenIssued: z.object({
    tokenId: id(),
    sha256: id(),
    role: z.enum(['admin', 'terminal', 'kiosk', 'auditor']),
    hallId: id<HallId>().nullable(),
    windowIds: list(id<WindowId>()).nullable(),
    label: z.string(),
  }),
  TokenRevoked: z.object({ tokenId: id() }),
} satisfies SchemasOf<AccessEvent>;
true satisfies ReadsAllOf<AccessEvent, typeof accessSchemas>;

/** `store-key`. */
export const storeKeySchemas = {
  StoreKeyed: z.object({ fingerprint: id() }),
} satisfies SchemasOf<StoreKeyed>;
true satisfies ReadsAllOf<StoreKeyed, typeof storeKeySchemas>;
