import { expect } from 'chai';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { isAppError } from '../../../../src/application/errors.js';
import type { Append, RecordedEvent } from '../../../../src/application/ports/event-store.js';
import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';

const append: Append = {
  stream: 'hall-a',
  expected: 'no_stream',
  events: [{ eventId: randomUUID(), type: 'TicketIssued', data: {}, metadata: {} }],
};

const firstOf = async (events: AsyncIterable<RecordedEvent>): Promise<unknown> => {
  try {
    for await (const event of events) return event;
    return null;
  } catch (error) {
    return error;
  }
};

/** A server that accepts connections and never says a word. */
const silentServer = async (): Promise<Readonly<{ port: number; close: () => void }>> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

const storeAt = (hosts: string): EventStoreDbEventStore =>
  new EventStoreDbEventStore({ connectionString: `esdb://${hosts}?tls=false`, timeoutMs: 300 });

describe('an EventStoreDB that cannot be reached', () => {
  it('refuses appends as not sent, and fails reads, for one host and for several', async () => {
    for (const hosts of ['127.0.0.1:1', '127.0.0.1:1,127.0.0.1:2']) {
      const store = storeAt(`${hosts}`);
      const { outcome } = await store.append(append);
      // Discovery goes on longer than our patience here: then nothing is certain.
      expect(outcome).to.equal(hosts.includes(',') ? 'unknown' : 'refused');
      const reads = [
        firstOf(store.readStream({ stream: 'hall-a' })),
        firstOf(store.subscribe({ prefixes: ['hall-'] })),
        store.end(['hall-']).catch((error: unknown) => error),
        store.truncateBefore('hall-a', 1).catch((error: unknown) => error),
      ];
      for (const error of await Promise.all(reads)) {
        expect(isAppError(error, 'store_unavailable'), String(error)).to.equal(true);
      }
      await store.close();
    }
  });

  it('leaves an append unknown, and fails reads, in time when it is silent', async () => {
    const server = await silentServer();
    const store = storeAt(`127.0.0.1:${server.port}`);
    const began = performance.now();
    const [outcome, ...errors] = await Promise.all([
      store.append(append),
      firstOf(store.readStream({ stream: 'hall-a' })),
      firstOf(store.subscribe({ prefixes: ['hall-'] })),
      store.end(['hall-']).catch((error: unknown) => error),
    ]);
    expect(outcome).to.include({ outcome: 'unknown' });
    for (const error of errors) {
      expect(isAppError(error, 'store_unavailable'), String(error)).to.equal(true);
    }
    expect(performance.now() - began).to.be.lessThan(3_000);
    await store.close();
    server.close();
  });

  it('ends its subscriptions when the store is closed, and refuses what comes then', async () => {
    const server = await silentServer();
    const store = storeAt(`127.0.0.1:${server.port}`);
    const following = firstOf(store.subscribe({ prefixes: ['hall-'] }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await store.close();
    expect(await following).to.equal(null);
    expect(await store.append(append)).to.include({ outcome: 'refused', reason: 'unavailable' });
    const error = await firstOf(store.readStream({ stream: 'hall-a' }));
    expect(isAppError(error, 'store_unavailable')).to.equal(true);
    server.close();
  });
});
