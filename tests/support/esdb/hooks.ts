import type { Context } from 'mocha';
import { esdbSecretKey, esdbUrl, troubleWith } from './test-store.js';

const patienceMs = 30_000;

/** Before the first test: one message, instead of a failure in each test that starts a service. */
export const mochaHooks = {
  async beforeAll(this: Context): Promise<void> {
    if (esdbUrl === undefined) return;
    this.timeout(patienceMs);
    // A run without it need not load the client.
    const { EventStoreDbEventStore } =
      await import('../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js');
    const store = new EventStoreDbEventStore({ connectionString: esdbUrl });
    try {
      const trouble = await troubleWith(store, esdbSecretKey);
      if (trouble !== null) throw new Error(trouble);
    } finally {
      await store.close();
    }
  },
};
