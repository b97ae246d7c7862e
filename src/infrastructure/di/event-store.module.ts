import { ContainerModule } from 'inversify';
import type { Settings } from '../config/settings.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import { WriteTrouble } from '../observability/write-trouble.js';
import { services } from './services.js';

/** The log in a file of the data folder. */
const sqliteModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.eventStore)
      .toDynamicValue((context) => {
        const path = context.get(services.dataDir).file('events.db');
        return context.get(WriteTrouble).watch(new SqliteEventStore({ path }));
      })
      .inSingletonScope();
  });

/** The log in EventStoreDB. */
const eventStoreDbModule = (connectionString: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.eventStore)
      .toDynamicValue(() => new EventStoreDbEventStore({ connectionString }))
      .inSingletonScope();
  });

/** Where the events go, as `EVENT_STORE` says. */
export const eventStoreModule = ({ EVENT_STORE }: Settings): ContainerModule =>
  EVENT_STORE === 'sqlite' ? sqliteModule() : eventStoreDbModule(EVENT_STORE);
