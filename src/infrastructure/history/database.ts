import Database from 'libsql';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { catalogVersions } from '../../application/events/codec.js';

/** A connection of libsql. */
export type Connection = Database.Database;
export type Statement = Database.Statement;

/** Raised whenever tables or what the folds write into them change: the file is then built anew. */
const schemaVersion = 4;

const tables = [
  'meta',
  'skipped',
  'days',
  'tickets',
  'messages',
  'grants',
  'credits',
  'appointments',
  'report_days',
] as const;

// `position` is a place in the log; its text order is log order. `state` is the domain's own
// state of a message as JSON, the columns beside it are what is searched; `lasting_uses` and
// `unpaired` are JSON lists.
const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE skipped (
    position TEXT PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL,
    reason TEXT NOT NULL, detail TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE days (
    hall_id TEXT NOT NULL, business_day TEXT NOT NULL, near_turn INTEGER NOT NULL,
    settings_revision INTEGER NOT NULL, ends_at TEXT NOT NULL,
    PRIMARY KEY (hall_id, business_day)
  ) WITHOUT ROWID;
  CREATE TABLE tickets (
    ticket_id TEXT PRIMARY KEY, position TEXT NOT NULL, hall_id TEXT NOT NULL,
    business_day TEXT NOT NULL, queue_id TEXT NOT NULL, number TEXT NOT NULL,
    state TEXT NOT NULL, priority TEXT NOT NULL, window_id TEXT, issued_at TEXT NOT NULL,
    bound_at TEXT, first_called_at TEXT, last_called_at TEXT,
    visit TEXT NOT NULL, subscriber_id TEXT,
    first_revision INTEGER NOT NULL, last_revision INTEGER NOT NULL,
    near_turn_id TEXT, near_turn_stay INTEGER, told TEXT NOT NULL, reason TEXT
  );
  CREATE UNIQUE INDEX tickets_by_position ON tickets (position);
  CREATE INDEX tickets_of_day ON tickets (hall_id, business_day, position);
  CREATE INDEX tickets_by_number ON tickets (number, position);
  CREATE INDEX tickets_by_told ON tickets (told, position);
  CREATE INDEX tickets_of_subscriber ON tickets (subscriber_id, position);
  CREATE TABLE messages (
    message_id TEXT PRIMARY KEY, position TEXT NOT NULL, ticket_id TEXT NOT NULL,
    subscriber_id TEXT NOT NULL, number TEXT NOT NULL, hall_id TEXT NOT NULL,
    queue_id TEXT NOT NULL, business_day TEXT NOT NULL, kind TEXT NOT NULL,
    stay INTEGER NOT NULL, template_id TEXT NOT NULL, status TEXT NOT NULL, reason TEXT,
    decided_at TEXT NOT NULL, changed_at TEXT NOT NULL, attempted_at TEXT, sent_at TEXT, attempts INTEGER NOT NULL,
    errcode INTEGER, msgid TEXT, state TEXT NOT NULL
  );
  CREATE UNIQUE INDEX messages_by_time ON messages (decided_at, position);
  CREATE INDEX messages_of_day ON messages (hall_id, business_day, decided_at, position);
  CREATE INDEX messages_of_hall ON messages (hall_id, decided_at, position);
  CREATE INDEX messages_of_ticket ON messages (ticket_id, decided_at, position);
  CREATE INDEX messages_of_subscriber ON messages (subscriber_id, decided_at, position);
  CREATE INDEX messages_by_number ON messages (number, decided_at, position);
  CREATE INDEX messages_by_kind ON messages (kind, decided_at, position);
  CREATE INDEX messages_by_status ON messages (status, decided_at, position);
  CREATE TABLE grants (
    subscriber_id TEXT NOT NULL, template_id TEXT NOT NULL, revision INTEGER NOT NULL,
    position TEXT NOT NULL, granted_at TEXT NOT NULL, source TEXT NOT NULL,
    paired INTEGER NOT NULL, used_by TEXT, lasting_uses TEXT NOT NULL, voided INTEGER NOT NULL,
    PRIMARY KEY (subscriber_id, template_id, revision)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX grants_by_position ON grants (position);
  CREATE TABLE credits (
    subscriber_id TEXT NOT NULL, template_id TEXT NOT NULL, position TEXT NOT NULL,
    declined INTEGER NOT NULL, used INTEGER NOT NULL, returned INTEGER NOT NULL,
    last_answer TEXT, last_source TEXT, last_at TEXT, unpaired TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, template_id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX credits_by_position ON credits (position);
  CREATE INDEX credits_of_template ON credits (template_id, position);
  CREATE TABLE appointments (
    appointment_id TEXT PRIMARY KEY, position TEXT NOT NULL, hall_id TEXT NOT NULL,
    business_day TEXT NOT NULL, queue_id TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
    ref TEXT, subscriber_id TEXT, booked_at TEXT NOT NULL, state TEXT NOT NULL, ticket_id TEXT
  ) WITHOUT ROWID;
  CREATE TABLE report_days (stream TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
  CREATE UNIQUE INDEX appointments_by_position ON appointments (position);
  CREATE INDEX appointments_by_state ON appointments (state, business_day, hall_id);
  CREATE INDEX appointments_by_ref ON appointments (hall_id, ref, business_day);
  CREATE INDEX appointments_of_subscriber ON appointments (subscriber_id, position);
`;

const catalog = createHash('sha256').update(JSON.stringify(catalogVersions)).digest('hex');

const metaOf = (db: Connection, key: string): string | null => {
  const rows = db.prepare('SELECT value FROM meta WHERE key = ?').all(key) as { value: string }[];
  return rows[0]?.value ?? null;
};

/** Drops every row and starts again from the beginning of the log. */
export const rebuildSchema = (db: Connection, source: string): void => {
  db.exec('BEGIN IMMEDIATE');
  for (const table of tables) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(schema);
  const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  insert.run('version', String(schemaVersion));
  insert.run('source', source);
  insert.run('catalog', catalog);
  insert.run('position', '');
  db.exec('COMMIT');
};

// What an older release skipped because it did not know it may be readable now.
const mayReadMore = (db: Connection): boolean =>
  metaOf(db, 'catalog') !== catalog &&
  db.prepare(`SELECT 1 FROM skipped WHERE reason <> 'invalid' LIMIT 1`).all().length > 0;

const isCurrent = (db: Connection, source: string): boolean => {
  const found = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'meta'`).all();
  return (
    found.length > 0 &&
    metaOf(db, 'version') === String(schemaVersion) &&
    metaOf(db, 'source') === source &&
    !mayReadMore(db)
  );
};

/**
 * Opens `history.db` in a folder (`:memory:` for none).
 * @param source which log the rows are made from: a file of another log, or of another version, is
 * dropped and built anew.
 */
export const openHistory = (dataDir: string, source: string): Connection => {
  if (dataDir !== ':memory:') mkdirSync(dataDir, { recursive: true });
  const db = new Database(dataDir === ':memory:' ? dataDir : join(dataDir, 'history.db'));
  try {
    db.pragma('busy_timeout = 1000');
    db.pragma('journal_mode = WAL');
    // The last commits may be lost with the power: the position is lost with them.
    db.pragma('synchronous = NORMAL');
    if (!isCurrent(db, source)) rebuildSchema(db, source);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
