import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ManualClock } from '../support/manual-clock.js';
import type { Issued, Replay, Report } from './json.js';
import { startRig, temporaryDir, type Rig } from './rig.js';

const stores = join(process.cwd(), 'tests', 'data', 'stores');

/** What a release answered of the store that it left: `tests/data/stores/README.md`. */
export type OldAnswers = Readonly<{
  hallId: string;
  businessDay: string;
  recordedAt: string;
  secretKey: string;
  tokens: Readonly<{ kiosk: string; terminal: string }>;
  retried: Readonly<{ path: string; key: string; body: object; answer: Issued }>;
  accepted: readonly Report[];
  replays: readonly Readonly<{ threshold: number | null; answer: Replay }>[];
  holders: Readonly<Record<string, Readonly<{ tickets: object; subscriptions: object }>>>;
  calls: readonly Readonly<{ windowId: string; command: string; number: string | null }>[];
  answers: Readonly<Record<string, object>>;
}>;

/** The releases whose stores are kept. */
export const oldReleases = (): readonly string[] =>
  readdirSync(stores, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

export const oldAnswers = (release: string): OldAnswers =>
  JSON.parse(readFileSync(join(stores, release, 'answers.json'), 'utf8')) as OldAnswers;

/** A copy of the release's store in a data folder of its own. */
export const oldDataDir = (release: string): string => {
  const dataDir = temporaryDir();
  copyFileSync(join(stores, release, 'events.db'), join(dataDir, 'events.db'));
  return dataDir;
};

/** The present service on a copy of the release's store, also where the other tests use EventStoreDB. */
export const startOnOldStore = (release: string, clock: ManualClock): Promise<Rig> => {
  const SECRET_KEY = oldAnswers(release).secretKey;
  const settings = { EVENT_STORE: 'sqlite', SECRET_KEY };
  return startRig({ dataDir: oldDataDir(release), settings, clock });
};

/** Worked out anew by each release, from what it has come to know of how halls work. */
const estimates: ReadonlySet<string> = new Set(['estimatedWaitSeconds']);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Where an answer is not as the old one, field by field; fields that the old one lacks may be there. */
export const changesSince = (old: unknown, now: unknown, path = ''): readonly string[] => {
  const change = `${path}: ${JSON.stringify(old)} → ${JSON.stringify(now)}`;
  if (!isObject(old) || !isObject(now)) return old === now ? [] : [change];
  const isLonger = Array.isArray(old) && Array.isArray(now) && old.length !== now.length;
  if (isLonger) return [`${path}: ${old.length} entries → ${now.length}`];
  return Object.entries(old)
    .filter(([name]) => !estimates.has(name))
    .flatMap(([name, value]) => changesSince(value, now[name], `${path}/${name}`));
};
