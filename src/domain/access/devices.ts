import { accept, exhaustive, refuse, type Decision, type DomainEvent } from '../event.js';
import type { HallId, Instant, WindowId } from '../ids.js';
import type { Role } from './events.js';

// RFC 8628, OAuth 2.0 Device Authorization Grant: a device that nobody can type on shows a code, and
// somebody who may lets it in. Each code has a stream of its own, so that it is used once.

/** What asks to be let in. */
export const deviceClients = ['kiosk', 'counter', 'display', 'manager', 'auditor'] as const;
export type DeviceClient = (typeof deviceClients)[number];

/** What a device may do once it is let in: what a token may. */
export type DeviceGrant = Readonly<{
  role: Role;
  hallId: HallId | null;
  windowIds: readonly WindowId[] | null;
  label: string;
}>;

/** Only the SHA-256 (hex) of the device's own secret is kept. */
export type DeviceRequested = DomainEvent<
  'DeviceRequested',
  { clientId: DeviceClient; sha256: string; expiresAt: Instant }
>;
export type DeviceApproved = DomainEvent<'DeviceApproved', DeviceGrant>;
export type DeviceDenied = DomainEvent<'DeviceDenied', Record<string, never>>;
/** The device has taken its token: nobody gets another for this code. */
export type DeviceLetIn = DomainEvent<'DeviceLetIn', Record<string, never>>;
export type DeviceEvent = DeviceRequested | DeviceApproved | DeviceDenied | DeviceLetIn;

export type Device = Readonly<{
  status: 'unknown' | 'pending' | 'approved' | 'denied' | 'let_in';
  clientId: DeviceClient | null;
  sha256: string | null;
  expiresAt: Instant | null;
  grant: DeviceGrant | null;
}>;

export const noDevice: Device = {
  status: 'unknown',
  clientId: null,
  sha256: null,
  expiresAt: null,
  grant: null,
};

type Command<Type extends string, Data extends object = object> = Readonly<
  { type: Type; at: Instant } & Data
>;
export type DeviceCommand =
  | Command<'RequestDevice', DeviceRequested['data']>
  | Command<'ApproveDevice', { grant: DeviceGrant }>
  | Command<'DenyDevice'>
  | Command<'LetDeviceIn', { sha256: string }>;

/** Why not: in RFC 8628's words where the device asks, in ours where a person does. */
export type DeviceRefusal = Readonly<{
  code:
    | 'unknown_device'
    | 'device_ended'
    | 'authorization_pending'
    | 'expired_token'
    | 'access_denied'
    | 'invalid_grant';
}>;

type Decided = Decision<DeviceEvent, DeviceRefusal>;

export const evolveDevice = (device: Device, event: DeviceEvent): Device => {
  switch (event.type) {
    case 'DeviceRequested':
      return { ...noDevice, status: 'pending', ...event.data };
    case 'DeviceApproved':
      return { ...device, status: 'approved', grant: event.data };
    case 'DeviceDenied':
      return { ...device, status: 'denied' };
    case 'DeviceLetIn':
      return { ...device, status: 'let_in' };
    default:
      exhaustive(event);
      return device;
  }
};

const isOver = ({ expiresAt }: Device, at: Instant): boolean =>
  expiresAt === null || at >= expiresAt;

/** What a command does to a device's code, or why it is refused. */
export const decideDevice = (device: Device, command: DeviceCommand): Decided => {
  const { at } = command;
  switch (command.type) {
    case 'RequestDevice': {
      const { clientId, sha256, expiresAt } = command;
      const data = { clientId, sha256, expiresAt };
      // A code is drawn by chance: one that is in use is drawn again.
      return device.status === 'unknown' || isOver(device, at)
        ? accept({ type: 'DeviceRequested', data, at, occurredAt: null })
        : refuse({ code: 'device_ended' });
    }
    case 'ApproveDevice':
      return decidedBy(device, at, {
        type: 'DeviceApproved',
        data: command.grant,
        at,
        occurredAt: null,
      });
    case 'DenyDevice':
      return decidedBy(device, at, { type: 'DeviceDenied', data: {}, at, occurredAt: null });
    case 'LetDeviceIn':
      return letIn(device, command);
    default:
      return exhaustive(command);
  }
};

const decidedBy = (device: Device, at: Instant, event: DeviceEvent): Decided => {
  if (device.status === 'unknown' || isOver(device, at)) return refuse({ code: 'unknown_device' });
  return device.status === 'pending' ? accept(event) : refuse({ code: 'device_ended' });
};

const letIn = (
  device: Device,
  { at, sha256 }: Extract<DeviceCommand, { type: 'LetDeviceIn' }>,
): Decided => {
  if (device.sha256 !== sha256) return refuse({ code: 'invalid_grant' });
  if (isOver(device, at)) return refuse({ code: 'expired_token' });
  switch (device.status) {
    case 'pending':
      return refuse({ code: 'authorization_pending' });
    case 'denied':
      return refuse({ code: 'access_denied' });
    case 'approved':
      return accept({ type: 'DeviceLetIn', data: {}, at, occurredAt: null });
    default:
      return refuse({ code: 'invalid_grant' });
  }
};

/** RFC 8628, 6.1: letters that make no words and are not taken for each other. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
const codePattern = new RegExp(`^[${letters}]{${codeLength}}$`);

/** A user code of random bytes, hex; null where these bytes do not do, so that each letter is as likely. */
export const userCodeOf = (hex: string): string | null => {
  const bytes = hex.match(/../g) ?? [];
  const even = bytes.map((byte) => Number.parseInt(byte, 16)).filter((byte) => byte < 240);
  if (even.length < codeLength) return null;
  const text = even.slice(0, codeLength).map((byte) => letters[byte % letters.length]);
  return `${text.slice(0, 4).join('')}-${text.slice(4).join('')}`;
};

/** A user code as it is written, however a person types it; null for what is none. */
export const readUserCode = (typed: string): string | null => {
  const text = typed.toUpperCase().replaceAll(/[^A-Z]/g, '');
  return codePattern.test(text) ? `${text.slice(0, 4)}-${text.slice(4)}` : null;
};
