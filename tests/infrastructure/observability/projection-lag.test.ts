import { expect } from 'chai';
import { logStart, type Position } from '../../../src/application/ports/event-store.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import {
  mostCounted,
  projectionLag,
} from '../../../src/infrastructure/observability/projection-lag.js';
import { uuid } from '../../application/rig.js';
import { ManualClock } from '../../support/manual-clock.js';

const event = () => ({ eventId: uuid(), type: 'Happened', data: {}, metadata: {} });

describe('how far a projection is behind', () => {
  let store: SqliteEventStore;
  let clock: ManualClock;
  let position: Position;
  beforeEach(() => {
    store = new SqliteEventStore({ path: ':memory:' });
    clock = new ManualClock();
    position = logStart;
  });
  afterEach(() => store.close());

  const append = async (stream: string, count: number): Promise<Position> => {
    const events = Array.from({ length: count }, event);
    const outcome = await store.append({ stream, expected: 'no_stream', events });
    return outcome.outcome === 'appended' ? outcome.position : logStart;
  };
  const lagOf = (readAll = store.readAll.bind(store)) =>
    projectionLag({ store: { readAll }, clock }, { prefixes: ['hall-'], position: () => position });

  it('counts the events of its own streams from where it stands', async () => {
    position = await append('hall-1', 2);
    await append('hall-2', 3);
    await append('token-1', 4);
    expect(await lagOf()()).to.equal(3);
  });

  it('asks the store once in five seconds, however often it is scraped', async () => {
    let reads = 0;
    const lag = lagOf((read) => {
      reads += 1;
      return store.readAll(read);
    });
    await Promise.all([lag(), lag()]);
    await append('hall-1', 1);
    expect([await lag(), reads]).to.deep.equal([0, 1]);
    clock.advance(5_000);
    expect([await lag(), reads]).to.deep.equal([1, 2]);
  });

  it('counts no further than a thousand', async () => {
    await append('hall-1', mostCounted + 5);
    expect(await lagOf()()).to.equal(mostCounted);
  });

  it('is not a number while the store does not answer, or fails', async () => {
    // oxlint-disable-next-line require-yield -- a store that hangs
    const hanging = lagOf(async function* () {
      await new Promise(() => undefined);
    });
    const asked = hanging();
    await Promise.resolve();
    clock.advance(1_500);
    expect(await asked).to.be.NaN;
    // oxlint-disable-next-line require-yield -- a store that fails
    const failing = lagOf(async function* () {
      throw new Error('away');
    });
    expect(await failing()).to.be.NaN;
  });
});
