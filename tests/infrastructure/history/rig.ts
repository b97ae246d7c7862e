import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/application/ports/clock.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import type { Logger } from '../../../src/application/ports/logger.js';
import type { Metrics } from '../../../src/application/ports/metrics.js';
import { instant } from '../../../src/domain/ids.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import {
  HistoryProjector,
  historyPrefixes,
} from '../../../src/infrastructure/history/history-projector.js';
import { SqliteAudit } from '../../../src/infrastructure/history/sqlite-audit.js';
import { SqliteHistory } from '../../../src/infrastructure/history/sqlite-history.js';
import { SqliteTicketHistory } from '../../../src/infrastructure/history/sqlite-ticket-history.js';
import { realClock } from './recorded-day.js';

export type LogLine = Readonly<{ code: string; fields: Readonly<Record<string, unknown>> }>;

export const loggerInto = (lines: LogLine[]): Logger => {
  const log = (fields: Readonly<Record<string, unknown>>, code: string): void => {
    lines.push({ code, fields });
  };
  return { info: log, warn: log, error: log };
};

export const metricsInto = (counted: string[]): Metrics => ({
  count: (name, labels = {}) => counted.push([name, ...Object.values(labels)].join(' ')),
  observe: () => {},
});

/** A folder that is gone with the test. */
export const temporaryFolder = (): Readonly<{ path: string; remove: () => void }> => {
  const path = mkdtempSync(join(tmpdir(), 'nearturn-history-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** Everything in the tables, as one hash; the order of rows is that of their keys. */
export const checksum = (history: SqliteHistory): string => {
  const hash = createHash('sha256');
  const keys = {
    meta: 'key',
    skipped: 'position',
    days: 'hall_id, business_day',
    tickets: 'ticket_id',
    messages: 'message_id',
    grants: 'subscriber_id, template_id, revision',
    credits: 'subscriber_id, template_id',
  };
  for (const [table, key] of Object.entries(keys))
    hash.update(JSON.stringify(history.db.prepare(`SELECT * FROM ${table} ORDER BY ${key}`).all()));
  return hash.digest('hex');
};

export const cursorKey = 'cursor key of the tests';

const duringTheDay = instant(Date.parse('2026-11-20T02:00:00Z'));

/** A history over a log, and what reads it. */
export const historyOver = (
  store: EventStore,
  options: { dataDir?: string; clock?: Clock } = {},
) => {
  const { dataDir = ':memory:', clock = realClock(() => duringTheDay) } = options;
  const log: LogLine[] = [];
  const counted: string[] = [];
  const logger = loggerInto(log);
  const history = new SqliteHistory({ dataDir, source: 'test' });
  const audit = new SqliteAudit({ history, store, clock, logger, cursorKey });
  const tickets = new SqliteTicketHistory({ history, clock, cursorKey });
  const projector = new HistoryProjector({
    history,
    store,
    clock,
    ids: { uuid: () => 'x', random: () => 0.5 },
    logger,
    metrics: metricsInto(counted),
    batchMs: 5,
  });
  /** Takes in the log up to its end, without a subscription. */
  const catchUp = async (): Promise<void> => {
    const batch = [];
    for await (const event of store.readAll({
      after: history.position(),
      prefixes: historyPrefixes,
    }))
      batch.push(event);
    history.apply(batch);
  };
  return { history, audit, tickets, projector, log, counted, catchUp };
};

export const memoryStore = (): SqliteEventStore => new SqliteEventStore({ path: ':memory:' });

/** Lets a projector run until the callback is done. */
export const running = async (
  projector: HistoryProjector,
  callback: () => Promise<void>,
): Promise<void> => {
  const stop = new AbortController();
  const ran = projector.run(stop.signal);
  try {
    await callback();
  } finally {
    stop.abort();
    await ran;
  }
};
