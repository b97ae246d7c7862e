import type { Container } from 'inversify';
import type { Devices } from '../application/ports/inbound/devices.js';
import { serviceInvocation } from '../application/invocation.js';
import type { DeviceClient } from '../domain/access/devices.js';
import type { Role } from '../domain/access/events.js';
import { hallId } from '../domain/ids.js';
import type { Settings } from '../infrastructure/config/settings.js';
import type { HttpOptions } from '../infrastructure/http/deps.js';
import { services } from './di/services.js';

/** The hall in which the demo plays. */
export const demoHallId = hallId('demo');

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Nobody but this machine reaches the service, as far as it knows: it listens here alone, and no proxy is named. */
const isOfThisMachine = ({ HOST, PUBLIC_URL, TRUST_PROXY }: Settings): boolean =>
  loopback.has(HOST) && PUBLIC_URL === null && TRUST_PROXY === 0;

/** What the settings ask of the demo. */
export const demoOf = (settings: Settings): NonNullable<HttpOptions['demo']> => {
  if (settings.DEMO === 'off') return 'off';
  return isOfThisMachine(settings) ? 'visitors and devices' : 'visitors';
};

/** What each page gets in the demo's hall; a display reads, and no more. */
const roleOf: Readonly<Record<DeviceClient, Role>> = {
  kiosk: 'kiosk',
  counter: 'terminal',
  manager: 'admin',
  auditor: 'auditor',
  display: 'auditor',
};

/** Devices that are let in for the demo's hall as soon as they ask. */
export const lettingIn = (devices: Devices): Devices => ({
  request: async (clientId, correlationId) => {
    const asked = await devices.request(clientId, correlationId);
    const label = `demo: ${clientId}`;
    const grant = { role: roleOf[clientId], hallId: demoHallId, windowIds: null, label };
    await devices.approve(asked.userCode, grant, serviceInvocation('demo', correlationId));
    return asked;
  },
  take: (deviceCode, correlationId) => devices.take(deviceCode, correlationId),
  find: (userCode) => devices.find(userCode),
  approve: (userCode, grant, by) => devices.approve(userCode, grant, by),
  deny: (userCode, by) => devices.deny(userCode, by),
});

type Addresses = Readonly<{ url: string; simulatorUrl: string | null }>;

/** Has visitors come and go until it is stopped. @returns stops it */
export const startDemo = async (
  container: Container,
  settings: Settings,
  addresses: Addresses,
): Promise<() => Promise<void>> => {
  // Only where it is asked for: a service in a hall carries none of it.
  const { playQuietDay } = await import('../../demo/quiet/day.js');
  const { createRandom } = await import('../../demo/random.js');
  const clock = container.get(services.clock);
  const logger = container.get(services.logger);
  const abort = new AbortController();
  const played = playQuietDay({
    ...addresses,
    adminToken: settings.ADMIN_TOKEN ?? container.get(services.dataDir).adminToken(),
    hallId: demoHallId,
    random: createRandom(Math.floor(container.get(services.ids).random() * 2 ** 32)),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    signal: abort.signal,
    warn: (detail) => logger.warn({ detail }, 'demo_turn_failed'),
  });
  return async () => {
    abort.abort();
    await played;
  };
};
