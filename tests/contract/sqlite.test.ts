import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { eventStoreContract } from './event-store.contract.js';

eventStoreContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearturn-contract-'));
  const open = async () => new SqliteEventStore({ path: join(folder, 'log.db') });
  return {
    open,
    reopen: async (store) => {
      await store.close();
      return open();
    },
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
