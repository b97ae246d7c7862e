import { expect } from 'chai';
import { KeyRing } from '../../../src/infrastructure/secrets/key-ring.js';
import { checkStoreKey } from '../../../src/application/writing/store-key.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ManualClock } from '../manual-clock.js';
import { troubleWith } from './test-store.js';

const key = 'a1'.repeat(32);

describe('the check of the EventStoreDB that the tests are given', () => {
  let store: SqliteEventStore;
  beforeEach(() => (store = new SqliteEventStore({ path: ':memory:' })));
  afterEach(() => store.close());

  const usedUnder = async (secretKey: string): Promise<void> => {
    const ids = { uuid: () => crypto.randomUUID(), random: Math.random };
    const metrics = { count: () => undefined } as never;
    const deps = { store, clock: new ManualClock(), ids, metrics };
    await checkStoreKey(deps, new KeyRing(secretKey, 'app').fingerprint());
  };

  it('has nothing against a fresh store, nor against one that the tests have used', async () => {
    expect(await troubleWith(store, key)).to.equal(null);
    await usedUnder(key);
    expect(await troubleWith(store, key)).to.equal(null);
  });

  it('says of a store that was used under another key what to do, and shows no key', async () => {
    await usedUnder('b2'.repeat(32));
    expect(await troubleWith(store, key))
      .to.include('ESDB_SECRET_KEY')
      .and.not.match(/a1a1|b2b2/);
  });

  it('says of a store that does not answer that it does not', async () => {
    const away = {
      readStream: async function* (): AsyncGenerator<never> {
        yield* [];
        throw new Error('no connection');
      },
    };
    expect(await troubleWith(away, key)).to.include('no connection');
  });
});
