import { expect } from 'chai';
import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent, TicketRejoined } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { releasesOf } from '../../../../src/domain/hall/line/rejoin.js';
import { ticketsByIssue } from '../../../../src/domain/hall/queries.js';
import type { HallState, RunningHall } from '../../../../src/domain/hall/state.js';
import { epochMs, type Instant, type WindowId } from '../../../../src/domain/ids.js';
import { windowOf } from '../../../../src/domain/settings/settings.js';
import {
  called,
  cancelled,
  completed,
  hallClosed,
  held,
  issued,
  opened,
  resumed,
  settingsChanged,
  transferred,
  windowClosed,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import {
  demo,
  given,
  hallAfter,
  idOf,
  later,
  now,
  openDemo,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
  window3,
} from '../demo-hall.js';
import { arrivalPlace, lastPlace } from '../places.js';
import type { Step } from '../random-steps.js';
import { windowDays } from '../window-days.js';

const at = (minute: number, event: HallEvent): HallEvent => ({ ...event, at: later(minute) });

const rejoined = (
  number: string,
  why: TicketRejoined['data']['why'],
  counter = 1,
  from: WindowId = window2,
): HallEvent => ({
  type: 'TicketRejoined',
  data: {
    ticketId: idOf(number),
    queueId: number.startsWith('B') ? queueB : queueA,
    fromWindowId: from,
    place: arrivalPlace('normal', counter),
    why,
  },
  ...now,
});

const sentTo2 = (number: string, counter: number): HallEvent =>
  transferred(number, {
    from: window1,
    toQueueId: number.startsWith('B') ? queueB : queueA,
    toWindowId: window2,
    place: lastPlace(counter),
    stay: 2,
  });

// A001 and A002 were called at window 1 and sent to window 2 alone; A003 waits for anybody.
const sent = [
  windowOpened(window1),
  windowOpened(window2),
  issued('A001', 1),
  issued('A002', 2),
  issued('A003', 3),
  called('A001', window1),
  sentTo2('A001', 4),
  called('A002', window1),
  sentTo2('A002', 5),
];
const history = [opened(), ...sent];
const both = (why: TicketRejoined['data']['why']): HallEvent[] => [
  rejoined('A001', why),
  rejoined('A002', why, 2),
];

describe('who waits for one window only', () => {
  it('goes back to the queue when that window closes, each to the own place', () => {
    const close = { type: 'CloseWindow', windowId: window2, ...now } as const;
    given(...history)
      .when(close)
      .then(windowClosed(window2), ...both('window_closed'));
    const hall = hallAfter(...history, windowClosed(window2), ...both('window_closed'));
    const callNext = { type: 'CallNext', windowId: window1, ...now } as const;
    given(...history, windowClosed(window2), ...both('window_closed'))
      .when(callNext)
      .then(called('A001', window1));
    expect(ticketOfNumber(hall, 'A001')).to.include({ stay: 2, stayBegan: 'transferred' });
    expect(ticketOfNumber(hall, 'A001').standing).to.deep.equal({
      place: arrivalPlace('normal', 1),
      forWindowId: null,
    });
  });

  it('goes back after the ticket that the window has was completed', () => {
    given(...history, called('A001', window2))
      .when({ type: 'CloseWindow', windowId: window2, ...now })
      .then(
        completed('A001', window2, 'window_closed'),
        windowClosed(window2),
        rejoined('A002', 'window_closed', 2),
      );
  });

  it('goes back at once when sent to a window that is closed', () => {
    given(opened(), windowOpened(window1), issued('A001', 1), called('A001', window1))
      .when({ type: 'TransferTicket', windowId: window1, to: { windowId: window2 }, ...now })
      .then(sentTo2('A001', 2), rejoined('A001', 'window_closed'));
  });

  it('stays when sent to a window that is paused: it may be back soon', () => {
    given(
      opened(),
      windowOpened(window1),
      windowPaused(window2),
      issued('A001', 1),
      called('A001', window1),
    )
      .when({ type: 'TransferTicket', windowId: window1, to: { windowId: window2 }, ...now })
      .then(sentTo2('A001', 2));
  });

  it('goes back when newer settings take the queue from the window, or the window away', () => {
    const without = (queueIds: readonly (typeof queueA)[]) => ({
      ...demo,
      windows: demo.windows.map((each) =>
        each.windowId === window2 ? { ...each, queueIds } : each,
      ),
    });
    const change = (settings: typeof demo): HallCommand => ({
      type: 'ChangeSettings',
      settings,
      settingsRevision: 8,
      ...now,
    });
    given(...history)
      .when(change(without([queueB])))
      .then(settingsChanged(without([queueB]), 8), ...both('queue_lost'));
    const gone = { ...demo, windows: demo.windows.filter((each) => each.windowId !== window2) };
    given(...history)
      .when(change(gone))
      .then(settingsChanged(gone, 8), ...both('queue_lost'));
    given(...history)
      .when(change(without([queueA])))
      .then(settingsChanged(without([queueA]), 8));
    // A queue that is gone has no other window either: this one still calls them.
    const noQueue = { ...without([queueB]), queues: demo.queues.slice(1) };
    given(...history)
      .when(change(noQueue))
      .then(settingsChanged(noQueue, 8));
  });

  it('stays at a window that never had the queue, whatever else is changed', () => {
    const to3 = transferred('A001', {
      from: window1,
      toQueueId: queueA,
      toWindowId: window3,
      place: lastPlace(2),
      stay: 2,
    });
    const settings = { ...demo, name: 'Renamed' };
    given(
      opened(),
      windowOpened(window1),
      windowOpened(window3),
      issued('A001', 1),
      called('A001', window1),
      to3,
    )
      .when({ type: 'ChangeSettings', settings, settingsRevision: 8, ...now })
      .then(settingsChanged(settings, 8));
  });

  it('goes back when resumed from a hold to the line of a window that has closed', () => {
    const heldThere = [...history, called('A001', window2), held('A001', window2)];
    given(...heldThere, windowClosed(window2), rejoined('A002', 'window_closed', 2))
      .when({ type: 'ResumeTicket', ticketId: idOf('A001'), byWindowId: null, ...now })
      .then(resumed('A001'), rejoined('A001', 'window_closed'));
    given(...heldThere)
      .when({ type: 'ResumeTicket', ticketId: idOf('A001'), byWindowId: null, ...now })
      .then(resumed('A001'));
  });

  it('goes back so when the time of its hold has come', () => {
    const hold = { kind: 'until', until: later(5) } as const;
    given(
      ...history,
      called('A001', window2),
      held('A001', window2, hold),
      windowClosed(window2),
      rejoined('A002', 'window_closed', 2),
    )
      .when({ type: 'ResumeDueTicket', ticketId: idOf('A001'), at: later(5), occurredAt: null })
      .then(at(5, resumed('A001', 'until')), at(5, rejoined('A001', 'window_closed')));
  });
});

describe('the line of a window that is paused', () => {
  const release = (minute: number): HallCommand => ({
    type: 'ReleaseWindowLine',
    windowId: window2,
    at: later(minute),
    occurredAt: null,
  });
  const paused = [...history, at(20, windowPaused(window2))];

  it('is given back after the minutes of the hall', () => {
    given(...paused)
      .when(release(29))
      .thenNothing();
    given(...paused)
      .when(release(30))
      .then(...both('window_paused').map((event) => at(30, event)));
    given(opened({ windowLineMinutes: 0 }), ...sent, at(20, windowPaused(window2)))
      .when(release(20))
      .then(...both('window_paused').map((event) => at(20, event)));
  });

  it('waits as long for those who were sent there later', () => {
    const late = [
      at(25, issued('A004', 6)),
      at(25, called('A004', window1)),
      at(25, sentTo2('A004', 7)),
    ];
    given(...paused, ...late)
      .when(release(30))
      .then(...both('window_paused').map((event) => at(30, event)));
    given(...paused, ...late, ...both('window_paused'))
      .when(release(35))
      .then(at(35, rejoined('A004', 'window_paused', 6)));
  });

  it('is left alone once the window is open again, and nobody is given back twice', () => {
    given(...paused, at(22, windowOpened(window2)))
      .when(release(40))
      .thenNothing();
    given(...paused, ...both('window_paused'))
      .when(release(40))
      .thenNothing();
    given(...paused, hallClosed())
      .when(release(40))
      .thenNothing();
  });

  it('of a window that was closed, or taken away, long ago is given back too', () => {
    given(...history, windowClosed(window2))
      .when(release(1))
      .then(...both('window_closed').map((event) => at(1, event)));
    const gone = { ...demo, windows: [] };
    given(...history, settingsChanged(gone, 8))
      .when(release(1))
      .then(...both('queue_lost').map((event) => at(1, event)));
  });

  it('is due at the first of these times', () => {
    expect(releasesOf(hallAfter(...history))).to.deep.equal([]);
    expect(releasesOf(hallAfter(...paused))).to.deep.equal([{ windowId: window2, due: later(30) }]);
  });
});

describe('an event of who went back', () => {
  it('changes nothing where the ticket does not wait for that window', () => {
    const before = hallAfter(...history);
    expect(hallDecider.evolve(before, rejoined('A003', 'window_closed', 3))).to.equal(before);
    const over = hallAfter(...history, cancelled('A001'));
    expect(hallDecider.evolve(over, rejoined('A001', 'window_closed'))).to.equal(over);
    const elsewhere = rejoined('A001', 'window_closed', 1, window3);
    expect(hallDecider.evolve(before, elsewhere)).to.equal(before);
  });
});

const isGoneOrClosed = (hall: RunningHall, windowId: WindowId): boolean =>
  windowOf(hall.settings, windowId) === undefined || hall.windows.get(windowId)?.state === 'closed';

/** Paused for so long that nobody who has waited as long may wait for it any more. */
const isPausedTooLong = (
  hall: RunningHall,
  minute: number,
  { windowId, enteredAt }: { windowId: WindowId; enteredAt: Instant },
): boolean => {
  const since = hall.windows.get(windowId)?.pause?.since ?? null;
  if (since === null) return false;
  const waited = epochMs(later(minute)) - Math.max(epochMs(since), epochMs(enteredAt));
  return waited >= hall.settings.windowLineMinutes * 60_000;
};

/** Whoever waits for one window only. */
const inOwnLines = (hall: RunningHall) =>
  [...ticketsByIssue(hall)].flatMap(({ status, enteredAt, number }) => {
    const windowId = status.state === 'waiting' ? status.standing.forWindowId : null;
    return windowId === null ? [] : [{ windowId, enteredAt, number }];
  });

/** A hall that is told what to do minute by minute. */
class Day {
  state: HallState = hallDecider.initialState;
  back = 0;

  does(command: HallCommand): void {
    const decision = hallDecider.decide(this.state, command);
    if (!decision.ok) return;
    this.back += decision.events.filter(({ type }) => type === 'TicketRejoined').length;
    this.state = decision.events.reduce(hallDecider.evolve, this.state);
  }

  get open(): RunningHall | null {
    return this.state.status === 'open' ? this.state : null;
  }

  /** What the service does by itself, at the latest a second after it is due. */
  release(minute: number): void {
    if (this.open === null) return;
    for (const { windowId, due } of releasesOf(this.open))
      if (due <= later(minute))
        this.does({ type: 'ReleaseWindowLine', windowId, at: later(minute), occurredAt: null });
  }
}

describe('whatever commands come to a hall', () => {
  it('nobody is stranded: who waits for one window only waits for one that calls', () => {
    const opening: readonly Step[] = [
      openDemo,
      ...demo.windows.map(({ windowId }) => ({ type: 'OpenWindow', windowId }) as const),
    ];
    let seen = 0;
    let back = 0;
    fc.assert(
      fc.property(windowDays, (random) => {
        const day = new Day();
        [...opening, ...random].forEach((step, minute) => {
          day.does({ ...step, at: later(minute), occurredAt: null });
          for (const { windowId, number } of day.open === null ? [] : inOwnLines(day.open))
            expect(isGoneOrClosed(day.open as RunningHall, windowId), number).to.equal(false);
          day.release(minute);
          if (day.open === null) return;
          for (const one of inOwnLines(day.open)) {
            seen += 1;
            expect(isPausedTooLong(day.open, minute, one), one.number).to.equal(false);
          }
        });
        back += day.back;
      }),
      { numRuns: 300 },
    );
    expect(seen, 'tickets that waited for one window').to.be.greaterThan(1000);
    expect(back, 'tickets that went back').to.be.greaterThan(100);
  });
});
