import { expect } from 'chai';
import type { EventStore, Position } from '../../../src/application/ports/event-store.js';
import { subscriberId, ticketId } from '../../../src/domain/ids.js';
import { historyPrefixes } from '../../../src/infrastructure/history/history-projector.js';
import { SqliteHistory } from '../../../src/infrastructure/history/sqlite-history.js';
import { RecordedDay, attempted, sent, settingsOf, template } from './recorded-day.js';
import { checksum, historyOver, memoryStore, running, temporaryFolder } from './rig.js';

const busyDay = async (day: RecordedDay): Promise<void> => {
  await day.open({ nearTurn: false });
  for (let n = 1; n <= 12; n += 1) {
    const ticket = await day.issue(`t${n}`, n % 3 === 0 ? null : `person${n % 4}`);
    await day.credit(
      subscriberId(`person${n % 4}`),
      {
        type: 'SubscriptionGranted',
        data: { templateId: template, source: 'client', ticketId: ticket },
      },
      {
        type: 'SubscriptionGranted',
        data: { templateId: template, source: 'popup', ticketId: null },
      },
    );
    if (n === 5)
      await day.do({
        type: 'ChangeSettings',
        settings: settingsOf({ nearTurn: true }),
        settingsRevision: 2,
      });
    if (n % 2 === 0) await day.callNext();
  }
  for (const { ticketId: ticket, stay } of day.decided)
    await day.message(ticket, stay, attempted(1), sent(1));
  await day.do({ type: 'CloseDay' });
};

const unreadable = async (store: EventStore): Promise<void> => {
  const metadata = {
    $correlationId: 'c',
    $causationId: null,
    recordedAt: '2026-11-20T03:00:00.000Z',
    occurredAt: null,
    by: null,
    schemaVersion: 1,
  };
  const event = { eventId: crypto.randomUUID(), type: 'TicketPainted', data: {}, metadata };
  const stream = 'hall-other-20261120';
  await store.append({ stream, expected: 'no_stream', events: [event] });
  const newer = { ...event, eventId: crypto.randomUUID(), type: 'TicketBound' };
  await store.append({
    stream,
    expected: 0,
    events: [{ ...newer, metadata: { ...metadata, schemaVersion: 9 } }],
  });
  const poison = { ...newer, eventId: crypto.randomUUID(), data: { ticketId: 'o-secret' } };
  await store.append({ stream, expected: 1, events: [poison] });
  const opened = {
    ...event,
    eventId: crypto.randomUUID(),
    type: 'HallOpened',
    data: {
      hallId: 'other',
      businessDay: '2026-11-20',
      settings: settingsOf({ nearTurn: true, timeZone: 'Nowhere/Land' }),
      settingsRevision: 0,
    },
  };
  await store.append({ stream, expected: 2, events: [opened as never] });
};

describe('history projector', () => {
  it('makes the same tables live, one event at a time, as a rebuild does in one batch', async () => {
    const store = memoryStore();
    const live = historyOver(store);
    await running(live.projector, async () => {
      await busyDay(new RecordedDay(store));
      await unreadable(store);
      const end = await store.end(historyPrefixes);
      expect(await live.projector.waitUntil(end, 2_000)).to.equal(true);
    });
    const before = checksum(live.history);
    const other = historyOver(store);
    await other.catchUp();
    expect(checksum(other.history)).to.equal(before);

    live.history.rebuild();
    expect(live.history.position()).to.equal('');
    expect(checksum(live.history)).not.to.equal(before);
    await live.catchUp();
    expect(checksum(live.history)).to.equal(before);
  });

  it('takes in no event twice', async () => {
    const store = memoryStore();
    await busyDay(new RecordedDay(store));
    const { history } = historyOver(store);
    const log = [];
    for await (const event of store.readAll({ prefixes: historyPrefixes })) log.push(event);
    expect(history.apply(log)).to.deep.equal({ applied: log.length, skipped: [] });
    const before = checksum(history);
    expect(history.apply(log)).to.deep.equal({ applied: 0, skipped: [] });
    expect(history.apply(log.slice(-3)).applied).to.equal(0);
    expect(checksum(history)).to.equal(before);
  });

  it('goes on from its stored position after a restart', async () => {
    const store = memoryStore();
    const folder = temporaryFolder();
    try {
      const day = new RecordedDay(store);
      await day.open({ nearTurn: true });
      const first = historyOver(store, { dataDir: folder.path });
      await first.catchUp();
      const reached = first.history.position();
      first.history.close();

      await day.issue('t1', 'lin');
      const second = historyOver(store, { dataDir: folder.path });
      expect(second.history.position()).to.equal(reached);
      await running(second.projector, async () => {
        await second.projector.waitUntil(await store.end(historyPrefixes), 2_000);
      });
      expect(second.projector.counters).to.include({ applied: 3, drops: 0 });
      expect((await second.tickets.ticket(ticketId('t1')))?.number).to.equal('A001');
      second.history.close();
    } finally {
      folder.remove();
    }
  });

  it('is built anew for another log and another schema, and when what it skipped may now be read', async () => {
    const store = memoryStore();
    await unreadable(store);
    const folder = temporaryFolder();
    const open = (source = 'test') => new SqliteHistory({ dataDir: folder.path, source });
    const change = (sql: string) => {
      const history = open();
      history.db.exec(sql);
      history.close();
    };
    try {
      for (const [sql, source, anew] of [
        ['SELECT 1', 'test', false],
        ['SELECT 1', 'esdb', true],
        [`UPDATE meta SET value = '0' WHERE key = 'version'`, 'test', true],
        [`UPDATE meta SET value = 'older' WHERE key = 'catalog'`, 'test', true],
      ] as const) {
        const rig = historyOver(store, { dataDir: folder.path });
        await rig.catchUp();
        rig.history.close();
        change(sql);
        const history = open(source);
        expect(history.position() === '', `${sql} ${source}`).to.equal(anew);
        history.close();
      }
    } finally {
      folder.remove();
    }
  });

  it('starts over when the log ends before its position', async () => {
    const full = memoryStore();
    await busyDay(new RecordedDay(full));
    const folder = temporaryFolder();
    try {
      const rig = historyOver(full, { dataDir: folder.path });
      await rig.catchUp();
      rig.history.close();

      const restored = memoryStore();
      await new RecordedDay(restored).open({ nearTurn: true });
      const again = historyOver(restored, { dataDir: folder.path });
      await running(again.projector, async () => {
        // The old position is beyond the new end: wait for the rebuild itself.
        while (!again.log.some(({ code }) => code === 'history_ahead_of_log_rebuilt'))
          await new Promise((resolve) => setTimeout(resolve, 5));
        await again.projector.waitUntil(await restored.end(historyPrefixes), 2_000);
      });
      expect((await again.audit.tickets({}, { limit: 50, cursor: null })).items).to.deep.equal([]);
      expect(again.history.position()).to.equal(await restored.end(historyPrefixes));
      again.history.close();
    } finally {
      folder.remove();
    }
  });

  it('skips what it cannot read, counts it, and names where it stands but not what it holds', async () => {
    const store = memoryStore();
    await unreadable(store);
    const day = new RecordedDay(store);
    await day.open({ nearTurn: true });
    await day.issue('t1', 'lin');
    const { history, projector, log, counted, tickets } = historyOver(store);
    await running(projector, async () => {
      await projector.waitUntil(await store.end(historyPrefixes), 2_000);
    });
    expect(history.skipped()).to.deep.equal({ unknown_type: 1, newer_version: 1, invalid: 2 });
    expect(projector.counters.skipped).to.deep.equal(history.skipped());
    expect(counted).to.deep.equal([
      'unreadable_events_total history unknown_type',
      'unreadable_events_total history newer_version',
      'unreadable_events_total history invalid',
      'unreadable_events_total history invalid',
    ]);
    const skipped = log.filter(({ code }) => code === 'history_event_skipped');
    expect(skipped.map(({ fields }) => fields['position'])).to.deep.equal(
      [1, 2, 3, 4].map((n) => String(n).padStart(16, '0')),
    );
    expect(JSON.stringify(log)).not.to.include('o-secret');
    expect(await tickets.ticket(ticketId('t1'))).not.to.equal(null);
  });

  it('subscribes again from the stored position when the subscription drops or ends', async () => {
    const store = memoryStore();
    const after: (Position | undefined)[] = [];
    const dropping: EventStore = Object.create(store, {
      subscribe: {
        value: async function* (read: Parameters<EventStore['subscribe']>[0]) {
          after.push(read.after);
          let left = after.length <= 3 ? 4 : Infinity;
          for await (const event of store.subscribe(read)) {
            yield event;
            left -= 1;
            if (left > 0) continue;
            if (after.length === 2) return;
            throw new Error('connection reset');
          }
        },
      },
      end: { value: (prefixes: readonly string[]) => store.end(prefixes) },
    }) as EventStore;
    await busyDay(new RecordedDay(store));
    const { projector, history } = historyOver(dropping);
    await running(projector, async () => {
      expect(await projector.waitUntil(await store.end(historyPrefixes), 5_000)).to.equal(true);
    });
    const whole = historyOver(store);
    await whole.catchUp();
    expect(checksum(history)).to.equal(checksum(whole.history));
    expect(projector.counters.drops).to.equal(3);
  });

  it('says when a position is not reached in time', async () => {
    const store = memoryStore();
    const { projector } = historyOver(store);
    expect(await projector.waitUntil('0000000000000009' as Position, 20)).to.equal(false);
    expect(await projector.waitUntil('' as Position, 20)).to.equal(true);
  });

  it('knows which messages are not finished, and what was decided of a day', async () => {
    const store = memoryStore();
    const day = new RecordedDay(store);
    await day.open({ nearTurn: true });
    for (const id of ['t1', 't2', 't3']) {
      await day.issue(id, id);
      await day.callNext();
    }
    await day.message(ticketId('t1'), 1, attempted(1), sent(1));
    await day.message(ticketId('t2'), 1, attempted(1));
    const { history, catchUp } = historyOver(store);
    await catchUp();
    const place = { hallId: 'demo', businessDay: '2026-11-20' };
    expect(history.unfinishedMessages()).to.deep.equal([
      { messageId: 't2.near-turn', ...place, status: 'sending' },
      { messageId: 't3.near-turn', ...place, status: 'decided' },
    ]);
    expect(history.unfinishedMessages('2026-11-21' as never)).to.deep.equal([]);
    expect(
      history.recordedDecisions(day.decided[0]?.hallId ?? ('' as never), day.day),
    ).to.deep.equal(day.decided);
  });
});
