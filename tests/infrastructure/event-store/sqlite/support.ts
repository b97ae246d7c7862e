import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JsonObject, NewEvent } from '../../../../src/application/ports/event-store.js';
import type { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';

const storeModule = new URL(
  '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js',
  import.meta.url,
).href;

/** A folder that is gone after the test. */
export const temporaryFolder = (): Readonly<{ path: string; remove: () => void }> => {
  const path = mkdtempSync(join(tmpdir(), 'nearturn-sqlite-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

export const newEvent = (data: JsonObject = {}): NewEvent => ({
  eventId: randomUUID(),
  type: 'TicketIssued',
  data,
  metadata: {},
});

/** Appends one event to a new stream and insists that it was written. */
export const writeOne = async (
  store: SqliteEventStore,
  stream: string,
  data: JsonObject = {},
): Promise<void> => {
  const { outcome } = await store.append({
    stream,
    expected: 'no_stream',
    events: [newEvent(data)],
  });
  if (outcome !== 'appended') throw new Error(`${stream}: ${outcome}`);
};

/** Another process that runs `body` with the store's class in scope, and what it prints. */
export const otherProcess = (
  body: string,
): Readonly<{ child: ChildProcess; lines: AsyncIterator<string> }> => {
  const script = `import { SqliteEventStore } from ${JSON.stringify(storeModule)};\n${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
};

/** Kills a process as a power cut would, and waits until it is gone. */
export const killHard = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};
