import { appendTable } from './event-store/append-table.js';
import { appendLimits } from './event-store/append-limits.js';
import { erasure } from './event-store/erasure.js';
import type { StoreHarness, Subject } from './event-store/harness.js';
import { logReads } from './event-store/log-reads.js';
import { streamReads } from './event-store/stream-reads.js';
import { subscriptions } from './event-store/subscriptions.js';

/** What every event store must do; each adapter passes all of it. */
export const eventStoreContract = (name: string, makeHarness: () => StoreHarness): void => {
  describe(`the event store contract: ${name}`, () => {
    const subject = {} as Subject;
    before(async () => {
      const harness = makeHarness();
      Object.assign(subject, { harness, store: await harness.open() });
    });
    after(async () => {
      await subject.store.close();
      await subject.harness.cleanUp();
    });
    appendTable(subject);
    appendLimits(subject);
    streamReads(subject);
    logReads(subject);
    subscriptions(subject);
    erasure(subject);
  });
};
