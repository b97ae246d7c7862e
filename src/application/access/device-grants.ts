import {
  decideDevice,
  evolveDevice,
  noDevice,
  readUserCode,
  userCodeOf,
  type Device,
  type DeviceClient,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceGrant,
  type DeviceRefusal,
} from '../../domain/access/devices.js';
import { epochMs, instant, type Instant } from '../../domain/ids.js';
import { deviceStream } from '../../domain/streams.js';
import { AppError } from '../errors.js';
import { readDeviceEvent } from '../events/codec.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import type { AccessTokens } from '../ports/inbound/administrators.js';
import type { Devices, DeviceShown, RequestedDevice } from '../ports/inbound/devices.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import type { Secrets } from '../ports/secrets.js';
import { isRepeat, withKeyOf, type CommandKeys } from '../writing/command-keys.js';
import {
  loadStream,
  writeStream,
  type Folding,
  type StreamDeps,
} from '../writing/stream-writer.js';

/** How long a code is good for, in milliseconds. */
const codeTtlMs = 600_000;
/** How often a device may ask, in seconds (RFC 8628, 3.2). */
export const pollSeconds = 5;

/** A device, and with which keys it was decided on. */
type Kept = Readonly<{ device: Device; keys: CommandKeys }>;

const folding: Folding<Kept, DeviceEvent> = {
  initial: { device: noDevice, keys: new Map() },
  read: readDeviceEvent,
  fold: ({ device, keys }, event, _revision, metadata) => ({
    device: evolveDevice(device, event),
    keys: withKeyOf(keys, metadata),
  }),
};

const answer = { status: 204, body: {} } as const;

const sentences: Readonly<Record<DeviceRefusal['code'], string>> = {
  unknown_device: 'no device shows this code now',
  device_ended: 'this code was used',
  authorization_pending: 'nobody has let the device in yet',
  expired_token: 'the code is no longer good: ask for another',
  access_denied: 'the device was refused',
  invalid_grant: 'this is no code of ours, or it was used',
};

const refusalError = ({ code }: DeviceRefusal): AppError => new AppError(code, sentences[code]);

/** @throws AppError `unknown_device` for what is no code */
const codeIn = (typed: string): string => {
  const userCode = readUserCode(typed);
  if (userCode === null) throw refusalError({ code: 'unknown_device' });
  return userCode;
};

export type DeviceGrantDeps = StreamDeps &
  Readonly<{ secrets: Secrets; tokens: Pick<AccessTokens, 'issue'> }>;

/** Lets devices in by a code that they show (RFC 8628); no token is ever typed. */
export class DeviceGrants implements Devices {
  constructor(private readonly deps: DeviceGrantDeps) {}

  async request(clientId: DeviceClient, correlationId: string): Promise<RequestedDevice> {
    const { secrets, clock } = this.deps;
    const secret = secrets.digest(secrets.newToken());
    const at = clock.now();
    const expiresAt = instant(epochMs(at) + codeTtlMs);
    const userCode = this.#drawCode();
    const data = { clientId, sha256: secrets.digest(secret), expiresAt };
    const by = serviceInvocation('device', correlationId);
    await this.#do(userCode, { type: 'RequestDevice', at, ...data }, by);
    return { userCode, deviceCode: `${userCode}.${secret}`, expiresAt };
  }

  #drawCode(): string {
    for (;;) {
      const code = userCodeOf(this.deps.secrets.digest(this.deps.secrets.newToken()));
      if (code !== null) return code;
    }
  }

  async take(deviceCode: string, correlationId: string): Promise<string> {
    const dot = deviceCode.indexOf('.');
    const userCode = dot === -1 ? null : readUserCode(deviceCode.slice(0, dot));
    if (userCode === null) throw refusalError({ code: 'invalid_grant' });
    const { secrets, clock, tokens } = this.deps;
    const sha256 = secrets.digest(deviceCode.slice(dot + 1));
    const by = serviceInvocation('device', correlationId);
    // Claimed first: whoever dies between the two asks for another code, and nobody gets two tokens.
    const command = { type: 'LetDeviceIn', at: clock.now(), sha256 } as const;
    const { device } = await this.#do(userCode, command, by);
    const { grant } = device;
    if (grant === null) throw new Error(`device: expected a grant of ${userCode}, found none`);
    return (await tokens.issue(grant, by)).token;
  }

  async find(typed: string): Promise<DeviceShown> {
    const userCode = codeIn(typed);
    const { state } = await loadStream(this.deps.store, deviceStream(userCode), folding);
    const { clientId, expiresAt } = state.device;
    if (clientId === null || expiresAt === null || expiresAt <= this.#now())
      throw refusalError({ code: 'unknown_device' });
    return { userCode, clientId, expiresAt };
  }

  approve(typed: string, grant: DeviceGrant, by: Invocation): Promise<Answer> {
    return this.#decide(typed, { type: 'ApproveDevice', at: this.#now(), grant }, by);
  }

  deny(typed: string, by: Invocation): Promise<Answer> {
    return this.#decide(typed, { type: 'DenyDevice', at: this.#now() }, by);
  }

  async #decide(typed: string, command: DeviceCommand, by: Invocation): Promise<Answer> {
    const userCode = codeIn(typed);
    return { ...answer, replayed: (await this.#do(userCode, command, by)).replayed };
  }

  #now(): Instant {
    return this.deps.clock.now();
  }

  async #do(
    userCode: string,
    command: DeviceCommand,
    by: Invocation,
  ): Promise<Readonly<{ device: Device; replayed: boolean }>> {
    const target = { stream: deviceStream(userCode), folding };
    const { idempotency } = by;
    let replayed = false;
    const { state } = await writeStream(this.deps, target, (loaded) => {
      replayed = isRepeat(loaded.state.keys, by);
      if (replayed) return null;
      const decided = decideDevice(loaded.state.device, command);
      if (!decided.ok) throw refusalError(decided.refusal);
      return {
        events: decided.events,
        context: contextOf(by),
        ...(idempotency === null ? {} : { command: { ...idempotency, answer } }),
      };
    });
    return { device: state.device, replayed };
  }
}
