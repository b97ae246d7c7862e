import { expect } from 'chai';
import { isAppError } from '../../../src/application/errors.js';
import { DayReplays } from '../../../src/application/audit/replays.js';
import { businessDay, instant, ticketId } from '../../../src/domain/ids.js';
import { messageId } from '../../../src/domain/streams.js';
import { historyPrefixes } from '../../../src/infrastructure/history/history-projector.js';
import { RecordedDay, demo, realClock } from '../../infrastructure/history/recorded-day.js';
import { historyOver, memoryStore } from '../../infrastructure/history/rig.js';

const setUp = async () => {
  const store = memoryStore();
  const day = new RecordedDay(store);
  await day.open({ nearTurn: true });
  for (const id of ['t1', 't2', 't3', 't4', 't5']) await day.issue(id, `holder-${id}`);
  await day.callNext();
  await day.callNext();
  const { history, catchUp } = historyOver(store);
  const slept: number[] = [];
  const clock = {
    ...realClock(),
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
  const progress = {
    waitUntil: async () => {
      await catchUp();
      return true;
    },
  };
  const replays = new DayReplays({ store, decisions: history, progress, clock });
  const run = (threshold: number | null = null, on = day.day) =>
    replays.run({ hallId: demo, businessDay: on, threshold });
  return { store, day, history, run, slept, clock };
};

describe('replays', () => {
  it('decide a day again as it was decided', async () => {
    const { run, day, store } = await setUp();
    let events = 0;
    for await (const _ of store.readStream({ stream: day.stream })) events += 1;
    expect(day.decided).to.have.length(4);
    expect(await run()).to.deep.equal({
      eventsRead: events,
      decisions: 4,
      recorded: 4,
      missing: [],
      unexpected: [],
      changed: [],
    });
  });

  it('write nothing', async () => {
    const { run, store } = await setUp();
    const before = await store.end(historyPrefixes);
    await run(5);
    expect(await store.end(historyPrefixes)).to.equal(before);
  });

  it('show what another threshold would have changed', async () => {
    const { run } = await setUp();
    const report = await run(2);
    expect(report).to.include({ decisions: 5, recorded: 4 });
    expect(report.missing).to.deep.equal([
      { ticketId: 't5', number: 'A005', kind: 'near-turn', stay: 1, ahead: 2 },
    ]);
    expect(report.changed.map((one) => one.ticketId)).to.include('t3');
    expect(report.unexpected).to.deep.equal([]);
  });

  it('show what was recorded and would not be decided', async () => {
    const { run, day } = await setUp();
    const [first] = day.decided;
    if (first === undefined) expect.fail('nothing was decided');
    const stranger = ticketId('t5');
    await day.decide({
      ...first,
      messageId: messageId(stranger, 'near-turn', 1),
      ticketId: stranger,
      number: 'A005',
    });
    const report = await run();
    expect(report.unexpected.map((one) => one.ticketId)).to.deep.equal(['t5']);
    expect(report).to.include({ decisions: 4, recorded: 5 });
  });

  it('do not call unexpected, or otherwise, what a person asked for in a chat', async () => {
    const { store, day, clock } = await setUp();
    const [first, ...others] = day.decided;
    if (first === undefined) expect.fail('nothing was decided');
    const cause = { stream: 'push-4711', revision: 0, eventId: 'e', type: 'PushReceived' };
    const asked = { ...first, messageId: messageId(ticketId('t5'), 'queued', 1), cause };
    // The policy would have decided the first a moment later.
    const recorded = [{ ...first, ahead: 7, cause }, ...others, asked];
    const replays = new DayReplays({
      store,
      decisions: { recordedDecisions: () => recorded },
      progress: { waitUntil: async () => true },
      clock,
    });
    const report = await replays.run({ hallId: demo, businessDay: day.day, threshold: null });
    expect(report).to.deep.include({ missing: [], unexpected: [], changed: [], recorded: 5 });
  });

  it('show a decision that was recorded otherwise, whatever of it differs', async () => {
    for (const change of [
      { ahead: 7 },
      { threshold: 9 },
      { expiresAt: instant(0) },
      { templateId: 'other' as never },
      { subscriberId: 'other' as never },
    ]) {
      const { store, day, clock } = await setUp();
      const recorded = day.decided.map((one, index) => (index === 0 ? { ...one, ...change } : one));
      const replays = new DayReplays({
        store,
        decisions: { recordedDecisions: () => recorded },
        progress: { waitUntil: async () => true },
        clock,
      });
      const report = await replays.run({ hallId: demo, businessDay: day.day, threshold: null });
      expect(
        report.changed.map((one) => one.ticketId),
        Object.keys(change).join(),
      ).to.deep.equal(['t1']);
    }
  });

  it('wait for a decision that is on its way before they call it missing', async () => {
    const { store, day, clock, slept } = await setUp();
    let asked = 0;
    const replays = new DayReplays({
      store,
      decisions: { recordedDecisions: () => day.decided.slice(0, (asked += 1)) },
      progress: { waitUntil: async () => true },
      clock,
    });
    const report = await replays.run({ hallId: demo, businessDay: day.day, threshold: null });
    expect(report.missing).to.deep.equal([]);
    expect(slept).to.deep.equal([500, 500, 500]);
  });

  it('leave out what was decided of events that came after the reading', async () => {
    const { store, day, clock } = await setUp();
    const [first] = day.decided;
    if (first === undefined) expect.fail('nothing was decided');
    const later = { ...first, messageId: 'x.near-turn' as never };
    const recorded = [...day.decided, { ...later, cause: { ...first.cause, revision: 999 } }];
    const replays = new DayReplays({
      store,
      decisions: { recordedDecisions: () => recorded },
      progress: { waitUntil: async () => true },
      clock,
    });
    const report = await replays.run({ hallId: demo, businessDay: day.day, threshold: null });
    expect(report).to.include({ recorded: 4 });
    expect(report.unexpected).to.deep.equal([]);
  });

  it('find nothing on a day without events', async () => {
    const { run } = await setUp();
    expect(await run(null, businessDay('2020-01-01'))).to.deep.equal({
      eventsRead: 0,
      decisions: 0,
      recorded: 0,
      missing: [],
      unexpected: [],
      changed: [],
    });
  });

  it('are refused while the history is behind', async () => {
    const { store, history, day, clock } = await setUp();
    const progress = { waitUntil: async () => false };
    const replays = new DayReplays({ store, decisions: history, progress, clock });
    try {
      await replays.run({ hallId: demo, businessDay: day.day, threshold: null });
      expect.fail('was answered');
    } catch (error) {
      expect(isAppError(error, 'store_unavailable')).to.equal(true);
    }
  });
});
