import { ContainerModule, type ResolutionContext } from 'inversify';
import type { EventStore } from '../../application/ports/event-store.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { EventStoreDbEventStore } from '../../infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../../infrastructure/event-store/sqlite/sqlite-event-store.js';
import {
  appendHistogram,
  timedAppends,
} from '../../infrastructure/observability/append-latency.js';
import { WriteTrouble } from '../../infrastructure/observability/write-trouble.js';
import { services } from './services.js';

/** The store, with its appends timed. */
const timed = (context: ResolutionContext, store: EventStore): EventStore =>
  timedAppends(store, {
    histogram: appendHistogram(context.get(services.registry)),
    clock: context.get(services.clock),
  });

/** The log in a file of the data folder. */
const sqliteModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.eventStore)
      .toDynamicValue((context) => {
        const path = context.get(services.dataDir).file('events.db');
        return timed(context, context.get(WriteTrouble).watch(new SqliteEventStore({ path })));
      })
      .inSingletonScope();
  });

/** Half of what a command has: an append without an answer is repeated once within its time. */
const storeTimeoutMs = 2_000;

/** The log in EventStoreDB. */
const eventStoreDbModule = (connectionString: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.eventStore)
      .toDynamicValue((context) =>
        timed(
          context,
          new EventStoreDbEventStore({
            connectionString,
            timeoutMs: storeTimeoutMs,
            logger: context.get(services.logger),
          }),
        ),
      )
      .inSingletonScope();
  });

/** Where the events go, as `EVENT_STORE` says. */
export const eventStoreModule = ({ EVENT_STORE }: Settings): ContainerModule =>
  EVENT_STORE === 'sqlite' ? sqliteModule() : eventStoreDbModule(EVENT_STORE);
