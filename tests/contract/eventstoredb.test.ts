import { execFileSync } from 'node:child_process';
import { EventStoreDbEventStore } from '../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { esdbUrl } from '../support/esdb/test-store.js';
import { eventStoreContract } from './event-store.contract.js';

const url = esdbUrl;
/** A command that restarts the server and returns when it answers: then "restart" means both. */
const restartCommand = process.env['ESDB_RESTART'];

if (url === undefined) {
  const hint = 'set ESDB_URL=esdb://127.0.0.1:2113?tls=false to run it against a real server';
  console.warn(`SKIPPED: the event store contract on EventStoreDB; ${hint}`);
  describe('the event store contract: EventStoreDB', () => {
    it(`skipped: ${hint}`);
  });
} else {
  eventStoreContract('EventStoreDB', () => {
    const open = async () => new EventStoreDbEventStore({ connectionString: url });
    return {
      open,
      reopen: async (store) => {
        await store.close();
        if (restartCommand !== undefined) execFileSync('bash', ['-c', restartCommand]);
        return open();
      },
      cleanUp: async () => {},
    };
  });
}
