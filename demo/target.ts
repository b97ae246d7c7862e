import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../src/infrastructure/config/settings.js';
import { startService } from '../src/composition/service.js';
import type { DemoOptions } from './options.js';

/** The service that the demo plays against. */
export type Target = Readonly<{
  url: string;
  simulatorUrl: string;
  adminToken: string;
  /** Which store keeps the events. */
  store: string;
  /** The hall of this run: on a store with a past, one of its own. */
  hallId: string;
  close: () => Promise<void>;
}>;

/** A store that outlives the demo needs the same key at its next run. */
const keyOfKeptStore = 'de'.repeat(32);

const freshHallId = (): string => `demo-${Date.now().toString(36)}`;

const environment = (env: NodeJS.ProcessEnv, dataDir: string): NodeJS.ProcessEnv => {
  const { EVENT_STORE = 'sqlite', SECRET_KEY } = env;
  return {
    EVENT_STORE,
    SECRET_KEY: SECRET_KEY ?? (EVENT_STORE === 'sqlite' ? '' : keyOfKeptStore),
    ADMIN_TOKEN: randomBytes(24).toString('base64url'),
    DATA_DIR: dataDir,
    PORT: '0',
    SIMULATOR_PORT: '0',
    LOG_LEVEL: env['LOG_LEVEL'] ?? 'error',
  };
};

/** Starts the service in this process, on a data directory of its own. */
const startHere = async (env: NodeJS.ProcessEnv): Promise<Target> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nearturn-demo-'));
  const settings = readSettings(environment(env, dataDir));
  const service = await startService(settings);
  const close = async (): Promise<void> => {
    await service.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await service.ready;
  } catch (error) {
    await close();
    throw error;
  }
  const onSqlite = settings.EVENT_STORE === 'sqlite';
  return {
    url: service.url,
    simulatorUrl: service.simulatorUrl ?? '',
    adminToken: settings.ADMIN_TOKEN ?? '',
    store: onSqlite ? 'SQLite' : 'EventStoreDB',
    hallId: onSqlite ? 'demo' : freshHallId(),
    close,
  };
};

/** What the options ask for: a service that runs, or one of our own. */
export const openTarget = async (
  { target }: Pick<DemoOptions, 'target'>,
  env: NodeJS.ProcessEnv,
): Promise<Target> =>
  target === null
    ? startHere(env)
    : {
        ...target,
        store: `service at ${target.url}`,
        hallId: freshHallId(),
        close: () => Promise.resolve(),
      };
