import { expect } from 'chai';
import { join } from 'node:path';
import {
  readAccessEvent,
  readAgendaEvent,
  readCreditEvent,
  readDeviceEvent,
  readHallEvent,
  readHallsEvent,
  readLimitedCodeEvent,
  readMessageEvent,
  readPushEvent,
  readSettingsEvent,
  readStoreKeyEvent,
  readSubscriberEvent,
  type AnyDomainEvent,
  type Read,
} from '../../src/application/events/codec.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { streamPrefixes } from '../../src/domain/streams.js';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { eventually } from './http.js';
import type { AuditTicket, Board, Called, Issued, Page, Replay, ReportResult } from './json.js';
import { changesSince, oldAnswers, oldDataDir, oldReleases, startOnOldStore } from './old-store.js';
import { messageTo, type Rig } from './rig.js';

type Family = keyof typeof streamPrefixes;
const readers: Readonly<Record<Family, (recorded: RecordedEvent) => Read<AnyDomainEvent>>> = {
  hall: readHallEvent,
  agenda: readAgendaEvent,
  device: readDeviceEvent,
  message: readMessageEvent,
  credit: readCreditEvent,
  subscriber: readSubscriberEvent,
  settings: readSettingsEvent,
  halls: readHallsEvent,
  accessTokens: readAccessEvent,
  storeKey: readStoreKeyEvent,
  push: readPushEvent,
  limitedCodes: readLimitedCodeEvent,
};
const families = Object.keys(readers) as readonly Family[];

const reading = (recorded: RecordedEvent): string => {
  const family = families.find((name) => recorded.stream.startsWith(streamPrefixes[name]));
  if (family === undefined) return `${recorded.stream}: of no family`;
  const read = readers[family](recorded);
  return read.ok ? 'read' : `${read.reason}: ${read.detail}`;
};

const ended: ReadonlySet<string> = new Set(['completed', 'cancelled', 'expired']);
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

for (const release of oldReleases()) {
  const old = oldAnswers(release);
  const path = `/api/v1/halls/${old.hallId}`;
  const afterMs = (ms: number) =>
    new ManualClock(new Date(Date.parse(old.recordedAt) + ms).toISOString());

  describe(`the store that release ${release} has left`, () => {
    it('has no event that cannot be read', async () => {
      const store = new SqliteEventStore({ path: join(oldDataDir(release), 'events.db') });
      const readings: string[] = [];
      for await (const recorded of store.readAll({ prefixes: Object.values(streamPrefixes) }))
        readings.push(reading(recorded));
      await store.close();
      expect(readings).to.not.be.empty;
      expect(readings.filter((how) => how !== 'read')).to.deep.equal([]);
    });
  });

  describe(`a service on the store that release ${release} has left`, () => {
    let rig: Rig;
    let stopClock: () => void;

    const start = async (clock: ManualClock): Promise<void> => {
      stopClock = clock.keepPace();
      rig = await startOnOldStore(release, clock);
    };
    const stop = async (): Promise<void> => {
      await rig.close();
      stopClock();
    };

    /** Where the answers to what is asked under an address are not as they were. */
    const changesUnder = async (form: RegExp): Promise<readonly string[]> => {
      const asked = Object.entries(old.answers).filter(([address]) => form.test(address));
      expect(asked).to.not.be.empty;
      const changes: string[] = [];
      for (const [address, then] of asked)
        changes.push(...changesSince(then, await rig.admin.get(address), address));
      return changes;
    };

    /** What is decided, and how it differs from the record; what was read grows as the day ends. */
    const expectReplaysAsThen = async (): Promise<void> => {
      const { hallId, businessDay } = old;
      for (const { threshold, answer } of old.replays) {
        const asked = { hallId, businessDay, ...(threshold === null ? {} : { threshold }) };
        const now = await rig.admin.post<Replay>('/api/v1/audit/replays', asked);
        expect(changesSince({ ...answer, eventsRead: now.eventsRead }, now)).to.deep.equal([]);
        expect(now.eventsRead).to.be.at.least(answer.eventsRead);
      }
    };

    describe('within the day', () => {
      before(() => start(afterMs(minuteMs)));
      after(() => stop());

      it('shows settings, boards, windows and tickets as they were', async () => {
        expect(await changesUnder(/^\/api\/v1\/(halls|tickets|tokens)\b/)).to.deep.equal([]);
      });

      it('shows auditors messages, tickets, grants and every event as they were', async () => {
        expect(await changesUnder(/^\/api\/v1\/audit\//)).to.deep.equal([]);
      });

      it('shows people their tickets and what they have accepted', async () => {
        for (const [name, then] of Object.entries(old.holders)) {
          const { caller } = await rig.phone(name);
          const tickets = await caller.get('/api/v1/me/tickets');
          const subscriptions = await caller.get('/api/v1/me/subscriptions');
          expect(changesSince(then, { tickets, subscriptions }, name)).to.deep.equal([]);
        }
      });

      it('decides the day as it was decided', expectReplaysAsThen);

      it('answers what is asked again with its key as it was answered', async () => {
        const { path: address, key, body, answer } = old.retried;
        const again = await rig.admin.ask<Issued>('POST', address, { body, key });
        expect(again.headers.get('idempotency-replayed')).to.equal('true');
        expect(again.body).to.deep.equal(answer);
        const { accepted: events } = old;
        const said = await rig
          .as(old.tokens.terminal)
          .post<{ results: ReportResult[] }>(`${path}/call-events`, { events });
        expect(said.results.map(({ status }) => status)).to.deep.equal(
          events.map(() => 'duplicate'),
        );
      });

      it('calls those who wait in the order in which they would have been called', async () => {
        const numbers: (string | null)[] = [];
        for (const { windowId, command } of old.calls) {
          const called = await rig.admin.post<Called>(`${path}/windows/${windowId}/${command}`);
          numbers.push(called.ticket?.number ?? null);
          if (command === 'call-next' && called.ticket !== null)
            await rig.admin.post(`${path}/windows/${windowId}/complete`);
        }
        expect(numbers).to.deep.equal(old.calls.map(({ number }) => number));
      });
    });

    describe('on the day after', () => {
      before(() => start(afterMs(dayMs)));
      after(() => stop());

      it('has ended the day, and still decides it as it was decided', async () => {
        const query = `hallId=${old.hallId}&businessDay=${old.businessDay}&limit=500`;
        await eventually('the day to end', async () => {
          const { items } = await rig.admin.get<Page<AuditTicket>>(
            `/api/v1/audit/tickets?${query}`,
          );
          const open = items.filter(({ state }) => !ended.has(state));
          return items.length > 0 && open.length === 0;
        });
        await expectReplaysAsThen();
      });

      it('opens a new day, gives its first number, tells its holder and calls them', async () => {
        const ticket = await rig.as(old.tokens.kiosk).post<Issued>(`${path}/queues/A/tickets`);
        expect(ticket.number).to.equal('A001');
        const phone = await rig.phone();
        await phone.bind(ticket.bindCode);
        await phone.subscribe(ticket.ticketId);
        await messageTo(rig, phone);
        await rig.admin.post(`${path}/windows/1/open`);
        const called = await rig.admin.post<Called>(`${path}/windows/1/call-next`);
        expect(called.ticket?.number).to.equal('A001');
        expect((await rig.admin.get<Board>(`${path}/board`)).businessDay).to.equal(
          new Date(Date.parse(old.businessDay) + dayMs).toISOString().slice(0, 10),
        );
      });
    });
  });
}
