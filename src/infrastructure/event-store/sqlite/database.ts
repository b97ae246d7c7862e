import Database from 'libsql';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../../application/errors.js';

/** A connection of libsql. */
export type Connection = Database.Database;
export type Statement = Database.Statement;

/** An in-memory log: nothing is locked, nothing survives. For tests and demonstrations. */
export const inMemory = ':memory:';

const schemaVersion = 1;

// A category is a stream name up to its first `-`: subscriptions ask for prefixes such as `hall-`,
// and the index walks the log of one category without meeting the others. Positions are
// AUTOINCREMENT: never given out twice, whatever has been erased.
const schema = `
  CREATE TABLE IF NOT EXISTS categories (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  );
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    category INTEGER NOT NULL REFERENCES categories(id),
    head INTEGER NOT NULL,
    first INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL REFERENCES streams(id),
    revision INTEGER NOT NULL,
    category INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS events_of_stream ON events (stream, revision);
  CREATE INDEX IF NOT EXISTS events_of_category ON events (category, position);
  PRAGMA user_version = ${schemaVersion};
`;

/** The path that two names of one file (relative, through a symlink) have in common. */
export const canonicalPath = (path: string): string => {
  if (path === inMemory) return path;
  const absolute = resolve(path);
  mkdirSync(dirname(absolute), { recursive: true });
  if (existsSync(absolute)) return realpathSync(absolute);
  return join(realpathSync(dirname(absolute)), basename(absolute));
};

/** Opens the log's file, durable on every commit, and brings its schema to this version. */
export const openDatabase = (file: string): Connection => {
  const db = new Database(file);
  try {
    db.pragma('busy_timeout = 1000');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    const found = Number(db.prepare('PRAGMA user_version').raw().all().flat()[0]);
    if (found > schemaVersion) {
      const message = `${file}: expected event store version ${schemaVersion} or older, found ${found}`;
      throw new AppError('newer_version', message, { data: { file, found } });
    }
    if (found < schemaVersion) db.exec(schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
