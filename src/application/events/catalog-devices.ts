import { z } from 'zod';
import { deviceClients, type DeviceEvent } from '../../domain/access/devices.js';
import type { HallId, WindowId } from '../../domain/ids.js';
import { id, instant, list, nothing } from './values.js';
import type { ReadsAllOf, SchemasOf } from './schemas.js';

/** `device-{userCode}`. */
export const deviceSchemas = {
  DeviceRequested: z.object({ clientId: z.enum(deviceClients), sha256: id(), expiresAt: instant }),
  DeviceApproved: z.object({
    role: z.enum(['admin', 'terminal', 'kiosk', 'auditor']),
    hallId: id<HallId>().nullable(),
    windowIds: list(id<WindowId>()).nullable(),
    label: z.string(),
  }),
  DeviceDenied: nothing,
  DeviceLetIn: nothing,
} satisfies SchemasOf<DeviceEvent>;
true satisfies ReadsAllOf<DeviceEvent, typeof deviceSchemas>;
