import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../src/application/engine/engine.js';
import type { Clock } from '../../src/application/ports/clock.js';
import { readSettings } from '../../src/infrastructure/config/settings.js';
import { services } from '../../src/composition/di/services.js';
import { startService, type Service } from '../../src/composition/service.js';
import { esdbSecretKey, esdbUrl } from '../support/esdb/test-store.js';
import { watchedLogger } from '../support/leaks/watched-logger.js';
import { ManualClock } from '../support/manual-clock.js';
import { callerOf, eventually, type Caller } from './http.js';
import { openHall, type Hall, type HallOptions } from './hall.js';
import type { Received } from './json.js';
import { phoneOf, type Phone } from './phone.js';

/** Whether the suite runs on an EventStoreDB. */
export const onEventStoreDb = esdbUrl !== undefined;

export const adminToken = 'nt_e2e-admin-token-0123456789';

/** The environment of a service under test. */
export const environment = (
  dataDir: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  PORT: '0',
  SIMULATOR_PORT: '0',
  DATA_DIR: dataDir,
  ADMIN_TOKEN: adminToken,
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'silent',
  ...(esdbUrl === undefined ? {} : { EVENT_STORE: esdbUrl, SECRET_KEY: esdbSecretKey }),
  ...more,
});

const atExit: (() => void)[] = [];
process.once('exit', () => atExit.forEach((task) => task()));

/** Done when the tests are over, however they end. */
export const whenOver = (task: () => void): void => void atExit.push(task);

/** A folder that is gone after the tests. */
export const temporaryDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'nearturn-e2e-'));
  whenOver(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

/** Letters that no other test has used. */
export const fresh = (): string => randomBytes(6).toString('hex');

/** What is reached over HTTP: a service and the phones of its simulator. */
export type Reach = Readonly<{
  url: string;
  admin: Caller;
  anyone: Caller;
  as: (token: string | null) => Caller;
  simulator: Caller;
  /** A person whom nobody has seen before, or the one of this name. */
  phone: (name?: string) => Promise<Phone>;
  received: (user?: string) => Promise<readonly Received[]>;
  faults: (plan: object | null) => Promise<void>;
  /** A hall of its own with queues A and B and windows 1 to 3, as the demo hall has them. */
  hall: (options?: HallOptions) => Promise<Hall>;
}>;

export type Rig = Reach &
  Readonly<{ service: Service; dataDir: string; close: () => Promise<void> }>;

/** Reaches a service by its address. @param beforeRead awaited before each GET */
export const reach = (
  url: string,
  simulatorUrl: string,
  beforeRead?: () => Promise<unknown>,
): Reach => {
  const as = (token: string | null): Caller => callerOf(url, token, beforeRead);
  const admin = as(adminToken);
  const simulator = callerOf(simulatorUrl, null);
  const received = async (user?: string): Promise<readonly Received[]> => {
    const filter = user === undefined ? '' : `?user=${user}`;
    return (await simulator.get<{ items: Received[] }>(`/simulator/messages${filter}`)).items;
  };
  const parts = { admin, simulator, as, received };
  return {
    ...parts,
    url,
    anyone: as(null),
    phone: (name = fresh()) => phoneOf(parts, name),
    faults: async (plan) => {
      const method = plan === null ? 'DELETE' : 'PUT';
      await simulator.ask(method, '/simulator/faults', plan === null ? {} : { body: plan });
    },
    hall: (options = {}) => openHall(parts, `h-${fresh()}`, options),
  };
};

export type RigOptions = Readonly<{
  dataDir?: string;
  settings?: Readonly<Record<string, string>>;
  clock?: Clock;
}>;

/** Starts the whole service in this process. */
export const startRig = async (options: RigOptions = {}): Promise<Rig> => {
  const { dataDir = temporaryDir(), settings = {}, clock } = options;
  const service = await startService(readSettings(environment(dataDir, settings)), (container) => {
    if (clock !== undefined) container.rebind(services.clock).toConstantValue(clock);
    const logger = settings['LOG_LEVEL'] === undefined ? watchedLogger() : null;
    if (logger !== null) container.rebind(services.logger).toConstantValue(logger);
  });
  await service.ready;
  const simulatorUrl = settings['WECHAT_BASE_URL'] ?? service.simulatorUrl ?? '';
  // An EventStoreDB is followed as by one of several instances: a read may lag a command.
  const engine = service.container.get(Engine);
  const caughtUp = onEventStoreDb ? () => engine.catchUp(2_000) : undefined;
  return {
    ...reach(service.url, simulatorUrl, caughtUp),
    service,
    dataDir,
    close: () => service.close(),
  };
};

export type TimedRig = Rig & Readonly<{ clock: ManualClock }>;

/** The same with a clock that goes along with real time and may be turned forward. */
export const startTimedRig = async (options: Omit<RigOptions, 'clock'> = {}): Promise<TimedRig> => {
  const clock = new ManualClock();
  const stopClock = clock.keepPace();
  const rig = await startRig({ ...options, clock });
  const close = async (): Promise<void> => {
    await rig.close();
    stopClock();
  };
  return { ...rig, clock, close };
};

/** The first message of a phone that is like this, when it comes. */
export const messageTo = (
  { received }: Pick<Reach, 'received'>,
  phone: Phone,
  count = 1,
): Promise<Received> =>
  eventually(
    `message ${count} at phone ${phone.name}`,
    async () => (await received(phone.name))[count - 1],
  );
