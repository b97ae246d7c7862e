import type { DeviceClient, DeviceGrant } from '../../../domain/access/devices.js';
import type { Instant } from '../../../domain/ids.js';
import type { Answer, Invocation } from './invocation.js';

/** A device that asks to be let in: what a person reads on it, and what it alone knows. */
export type RequestedDevice = Readonly<{
  userCode: string;
  deviceCode: string;
  expiresAt: Instant;
}>;

/** What is known of a device that shows a code. */
export type DeviceShown = Readonly<{
  userCode: string;
  clientId: DeviceClient;
  expiresAt: Instant;
}>;

export interface Devices {
  request(clientId: DeviceClient, correlationId: string): Promise<RequestedDevice>;
  /**
   * The device's token, once.
   * @throws AppError `authorization_pending`, `expired_token`, `access_denied`, `invalid_grant` (RFC 8628, 3.5)
   */
  take(deviceCode: string, correlationId: string): Promise<string>;
  /** By the code as a person types it. @throws AppError `unknown_device` */
  find(userCode: string): Promise<DeviceShown>;
  /** @throws AppError `unknown_device`, `device_ended` */
  approve(userCode: string, grant: DeviceGrant, by: Invocation): Promise<Answer>;
  /** @throws AppError `unknown_device`, `device_ended` */
  deny(userCode: string, by: Invocation): Promise<Answer>;
}
