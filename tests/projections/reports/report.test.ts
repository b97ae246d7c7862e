import { expect } from 'chai';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { businessDay } from '../../../src/domain/ids.js';
import { dayFacts } from '../../../src/projections/reports/day-facts.js';
import { reportOf, type ReportKey } from '../../../src/projections/reports/report.js';
import {
  called,
  cancelled,
  completed,
  expired,
  issued,
  noShow,
  opened,
  recalled,
  returned,
  started,
  transferred,
  windowOpened,
  windowPaused,
} from '../../domain/hall/demo-events.js';
import { arrivalPlace, lastPlace } from '../../domain/hall/places.js';
import { later, queueB, window1, window3 } from '../../domain/hall/demo-hall.js';

/** An event at a minute of the day. */
const at = (minute: number, event: HallEvent): HallEvent => ({ ...event, at: later(minute) });

// 9:00 A001 comes, is called at 9:10, recalled at 9:11, starts at 9:12, done at 9:20.
// 9:05 A002 comes, is called at 9:20 and missed; it returns at 9:30, is called at 9:40, done at 9:45.
// 9:06 A003 comes, gives up at 9:08; A004 stays until the day ends.
// 9:07 A005 comes, is called at 9:46, sent to queue B at 9:50, called there at 9:55, done at 10:00.
const day: readonly HallEvent[] = [
  at(0, opened()),
  at(0, windowOpened(window1)),
  at(0, windowOpened(window3)),
  at(0, issued('A001', 1)),
  at(5, issued('A002', 2)),
  at(6, issued('A003', 3)),
  at(7, issued('A005', 4)),
  at(8, cancelled('A003')),
  at(10, called('A001', window1)),
  at(11, recalled('A001', window1)),
  at(12, started('A001', window1)),
  at(20, completed('A001', window1)),
  at(20, called('A002', window1)),
  at(25, noShow('A002', window1)),
  at(30, returned('A002', { position: { kind: 'last' }, place: lastPlace(5), stay: 2 })),
  at(40, called('A002', window1, { how: 'given' })),
  at(45, completed('A002', window1)),
  at(45, issued('A004', 6)),
  at(46, called('A005', window1)),
  at(
    50,
    transferred('A005', {
      from: window1,
      toQueueId: queueB,
      place: arrivalPlace('normal', 4),
      stay: 2,
    }),
  ),
  at(55, called('A005', window3, { queueId: queueB })),
  at(60, completed('A005', window3)),
  at(90, expired('A004')),
];

const report = (by: ReportKey, events: readonly HallEvent[] = day) =>
  reportOf(
    [
      {
        businessDay: businessDay('2025-03-01'),
        timeZone: 'Asia/Shanghai',
        facts: dayFacts(events),
      },
    ],
    { hallId: 'demo', by, withinMinutes: 10 },
  );

describe('a report', () => {
  it('counts visits, and waits by their first calls', () => {
    const [row] = report('hall');
    expect(row).to.deep.include({
      key: 'demo',
      issued: 5,
      called: 3,
      completed: 3,
      noShow: 0,
      abandoned: 2,
    });
    // A001 600 s, A002 900 s (its first call), A005 2,340 s.
    expect(row?.totalWaitingSeconds).to.deep.equal({
      count: 3,
      mean: 1280,
      p50: 900,
      p90: 2340,
      p99: 2340,
      max: 2340,
    });
    // Of stays: those three, A002's second (600 s) and A005's second (300 s).
    expect(row?.waitingSeconds).to.include({ count: 5, p50: 600, max: 2340 });
    expect(row?.waySeconds).to.include({ count: 1, max: 60 });
    // A001 480 s from its start, A002 300 s, A005 240 s and 300 s; a missed call is no service.
    expect(row?.serviceSeconds).to.include({ count: 4, mean: 330, max: 480 });
    // One of three was called within ten minutes, and one gave up after longer.
    expect(row?.withinShare).to.equal(0.25);
  });

  it('counts a stay where it was, and a visit where it began', () => {
    const rows = report('queue');
    expect(
      rows.map(({ key, issued: count, serviceSeconds }) => [key, count, serviceSeconds.count]),
    ).to.deep.equal([
      ['A', 5, 3],
      ['B', 0, 1],
    ]);
  });

  it('has the hours and days of the hall, and its priorities', () => {
    expect(report('hour').map(({ key, issued: count }) => [key, count])).to.deep.equal([['09', 5]]);
    expect(report('weekday').map(({ key }) => key)).to.deep.equal(['sat']);
    expect(report('day').map(({ key }) => key)).to.deep.equal(['2025-03-01']);
    expect(report('priority').map(({ key }) => key)).to.deep.equal(['normal']);
  });

  it('says what a clerk did, and what they did not', () => {
    const signedIn: HallEvent = {
      type: 'WindowSignedIn',
      data: { windowId: window1, clerkId: '1024', tokenId: 't', takenFrom: null },
      at: later(0),
      occurredAt: null,
    };
    const events = [
      ...day.slice(0, 3),
      signedIn,
      ...day.slice(3, -1),
      at(61, windowPaused(window1)),
      at(90, expired('A004')),
    ];
    const [row] = report('clerk', events);
    expect(row).to.include({ key: '1024', recalls: 1, given: 1, breakSeconds: 29 * 60 });
    // Idle from 9:00 to 9:10, 9:25 to 9:40, 9:45 to 9:46 and 9:50 to 10:01; with people all but never.
    expect(row?.idleSeconds).to.equal((10 + 15 + 1 + 11) * 60);
    expect(row?.idleWhileWaitingSeconds).to.equal((10 + 15 + 1 + 11) * 60);
  });

  it('counts a call that nobody followed, where that is how it ended', () => {
    const missed = day.filter(
      ({ type, data }) =>
        type !== 'TicketReturned' &&
        !(
          'number' in data &&
          data.number === 'A002' &&
          type === 'WindowCalled' &&
          data.how === 'given'
        ),
    );
    const [row] = report('hall', missed.slice(0, 14));
    expect(row).to.deep.include({ noShow: 1, called: 2, noShowShare: 0.5 });
  });

  it('says nothing of nobody', () => {
    expect(report('hall', day.slice(0, 3))).to.deep.equal([]);
  });
});
