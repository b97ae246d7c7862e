import type { DeviceClient } from '../../device/session.js';

export const roles = ['kiosk', 'terminal', 'admin', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** What a device that asks as this is let in as, unless the administrator says otherwise. */
const proposed: Readonly<Record<DeviceClient, Role>> = {
  kiosk: 'kiosk',
  counter: 'terminal',
  display: 'terminal',
  manager: 'admin',
  auditor: 'auditor',
};
export const roleFor = (client: DeviceClient): Role => proposed[client];

/** Pages ask whether they are still let in every three seconds. */
const onlineMs = 15_000;

/** Whether a device was heard of just now. */
export const isOnline = (lastUsedAt: string | null, now: number): boolean =>
  lastUsedAt !== null && now - Date.parse(lastUsedAt) <= onlineMs;

/** A code as it is shown, however it was typed: WDJB-MJHT. */
export const codeIn = (typed: string): string => {
  const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
};
