import { expect } from 'chai';
import { Registry } from 'prom-client';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import {
  appendHistogram,
  timedAppends,
} from '../../../src/infrastructure/observability/append-latency.js';
import { uuid } from '../../application/rig.js';
import { ManualClock } from '../../support/manual-clock.js';

describe('the time that appends take', () => {
  it('is measured by what came of them', async () => {
    const registry = new Registry();
    const histogram = appendHistogram(registry);
    const inner = new SqliteEventStore({ path: ':memory:' });
    const store = timedAppends(inner, { histogram, clock: new ManualClock() });
    const events = () => [{ eventId: uuid(), type: 'Happened', data: {}, metadata: {} }];
    const append = () => store.append({ stream: 'a-1', expected: 'no_stream', events: events() });
    await append();
    await append();
    await append();
    const shown = await registry.metrics();
    expect(shown).to.include('event_store_append_seconds_count{outcome="appended"} 1');
    expect(shown).to.include('event_store_append_seconds_count{outcome="conflict"} 2');
    await store.close();
  });
});
