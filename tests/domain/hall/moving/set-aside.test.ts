import { expect } from 'chai';
import type { HallCommand, HoldTicket } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { lastPlace } from '../places.js';
import { aheadOf, waitingOfQueue } from '../../../../src/domain/hall/queries.js';
import type { Instant, WindowId } from '../../../../src/domain/ids.js';
import {
  called,
  cancelled,
  completed,
  expired,
  held,
  issued,
  noShow,
  opened,
  resumed,
  started,
  transferred,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import {
  given,
  hallAfter,
  idOf,
  later,
  nine,
  now,
  nowhere,
  numbersOf,
  queueA,
  ticketOfNumber,
  window1,
  window2,
} from '../demo-hall.js';

const atWindow: readonly HallEvent[] = [
  opened(),
  windowOpened(window1),
  windowOpened(window2),
  issued('A001', 1),
  issued('A002', 2),
  called('A001', window1),
];

describe('a no-show', () => {
  const mark = (windowId: WindowId): HallCommand => ({ type: 'MarkNoShow', windowId, ...now });

  it('sets the ticket aside and frees the window, also when that is paused', () => {
    given(...atWindow)
      .when(mark(window1))
      .then(noShow('A001', window1));
    given(...atWindow, started('A001', window1), windowPaused(window1))
      .when(mark(window1))
      .then(noShow('A001', window1));
    const hall = hallAfter(...atWindow, noShow('A001', window1));
    expect(hall.windows.get(window1)?.ticketId).to.equal(null);
    expect(ticketOfNumber(hall, 'A001').status).to.deep.equal({
      state: 'no_show',
      windowId: window1,
    });
  });

  it('refuses a window without a ticket', () => {
    given(...atWindow)
      .when(mark(window2))
      .thenRefused({ code: 'no_ticket', windowId: window2 });
    given(...atWindow)
      .when(mark(nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });
});

describe('a hold', () => {
  const hold = (changes: Partial<HoldTicket> = {}): HoldTicket => ({
    type: 'HoldTicket',
    windowId: window1,
    kind: 'any_window',
    until: null,
    ...now,
    ...changes,
  });

  it('sets the ticket aside for any window or for the same', () => {
    given(...atWindow)
      .when(hold())
      .then(held('A001', window1));
    given(...atWindow, started('A001', window1), windowPaused(window1))
      .when(hold({ kind: 'same_window' }))
      .then(held('A001', window1, { kind: 'same_window' }));
  });

  it('sets the ticket aside until a time', () => {
    given(...atWindow)
      .when(hold({ kind: 'until', until: later(10) }))
      .then(held('A001', window1, { kind: 'until', until: later(10) }));
  });

  it('has no time where it is of another kind', () => {
    given(...atWindow)
      .when(hold({ until: later(10) }))
      .then(held('A001', window1));
  });

  for (const until of [null, nine, later(-1)] satisfies (Instant | null)[]) {
    it(`refuses a time that is not to come: ${until}`, () => {
      given(...atWindow)
        .when(hold({ kind: 'until', until }))
        .thenRefused({ code: 'until_not_future' });
    });
  }

  it('refuses a window without a ticket', () => {
    given(...atWindow)
      .when(hold({ windowId: window2 }))
      .thenRefused({ code: 'no_ticket', windowId: window2 });
    given(...atWindow)
      .when(hold({ windowId: nowhere }))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });

  it('frees the window and counts nobody ahead', () => {
    const hall = hallAfter(...atWindow, held('A001', window1));
    expect(hall.windows.get(window1)?.ticketId).to.equal(null);
    expect(aheadOf(hall, ticketOfNumber(hall, 'A001'))).to.equal(null);
    expect(aheadOf(hall, ticketOfNumber(hall, 'A002'))).to.equal(0);
  });
});

describe('resuming a held ticket', () => {
  const resume = (byWindowId: WindowId | null, number = 'A001'): HallCommand => ({
    type: 'ResumeTicket',
    ticketId: idOf(number),
    byWindowId,
    ...now,
  });

  it('lets it wait again, whoever asks', () => {
    given(...atWindow, held('A001', window1))
      .when(resume(null))
      .then(resumed('A001'));
    given(...atWindow, held('A001', window1))
      .when(resume(window2))
      .then(resumed('A001'));
    given(...atWindow, held('A001', window1, { kind: 'until', until: later(9) }))
      .when(resume(window2))
      .then(resumed('A001'));
  });

  it('lets one held for the same window be resumed by that window or by staff at large', () => {
    const history = [...atWindow, held('A001', window1, { kind: 'same_window' })];
    given(...history)
      .when(resume(window1))
      .then(resumed('A001'));
    given(...history)
      .when(resume(null))
      .then(resumed('A001'));
    given(...history)
      .when(resume(window2))
      .thenRefused({ code: 'held_for_window', windowId: window1 });
  });

  it('puts it back where it stood', () => {
    const hall = hallAfter(...atWindow, held('A001', window1), issued('A003', 3), resumed('A001'));
    expect(numbersOf(waitingOfQueue(hall, queueA))).to.deep.equal(['A001', 'A002', 'A003']);
    expect(ticketOfNumber(hall, 'A001').stay).to.equal(1);
  });

  it('puts it back into the line of the window that it was sent to', () => {
    const hall = hallAfter(
      ...atWindow,
      transferred('A001', {
        from: window1,
        toQueueId: queueA,
        toWindowId: window2,
        place: lastPlace(3),
        stay: 2,
      }),
      called('A001', window2),
      held('A001', window2),
      resumed('A001'),
    );
    expect(hall.windows.get(window2)?.line.size).to.equal(1);
    expect(hall.queues.get(queueA)?.line.size).to.equal(1);
  });

  it('refuses one that is not held', () => {
    given(...atWindow)
      .when(resume(null))
      .thenRefused({ code: 'ticket_not_held', state: 'called' });
    given(...atWindow)
      .when(resume(null, 'A002'))
      .thenRefused({ code: 'ticket_not_held', state: 'waiting' });
    given(...atWindow)
      .when(resume(null, 'X'))
      .thenRefused({ code: 'unknown_ticket' });
  });
});

describe('the end of a hold', () => {
  const due = (minutes: number, number = 'A001'): HallCommand => ({
    type: 'ResumeDueTicket',
    ticketId: idOf(number),
    at: later(minutes),
    occurredAt: null,
  });
  const untilTen = [...atWindow, held('A001', window1, { kind: 'until', until: later(10) })];

  it('lets the ticket wait again from that time on', () => {
    for (const minutes of [10, 11]) {
      given(...untilTen)
        .when(due(minutes))
        .then({ ...resumed('A001', 'until'), at: later(minutes) });
    }
  });

  it('has not come yet', () => {
    given(...untilTen)
      .when(due(9))
      .thenNothing();
  });

  it('does not come for a ticket that is not held until a time', () => {
    given(...atWindow, held('A001', window1))
      .when(due(10))
      .thenNothing();
    given(...untilTen, called('A001', window2))
      .when(due(10))
      .thenNothing();
    given(...untilTen, resumed('A001', 'until'))
      .when(due(10))
      .thenNothing();
    given(...untilTen)
      .when(due(10, 'X'))
      .thenNothing();
  });
});

describe('cancelling', () => {
  const cancel = (number: string): HallCommand => ({
    type: 'CancelTicket',
    ticketId: idOf(number),
    ...now,
  });

  it('ends a ticket that waits, is at a window or aside', () => {
    given(...atWindow)
      .when(cancel('A002'))
      .then(cancelled('A002'));
    given(...atWindow)
      .when(cancel('A001'))
      .then(cancelled('A001'));
    given(...atWindow, started('A001', window1))
      .when(cancel('A001'))
      .then(cancelled('A001'));
    given(...atWindow, held('A001', window1))
      .when(cancel('A001'))
      .then(cancelled('A001'));
    given(...atWindow, noShow('A001', window1))
      .when(cancel('A001'))
      .then(cancelled('A001'));
  });

  it('takes the ticket out of its line or frees its window', () => {
    const hall = hallAfter(...atWindow, cancelled('A001'), cancelled('A002'));
    expect(hall.windows.get(window1)?.ticketId).to.equal(null);
    expect(hall.queues.get(queueA)?.line.size).to.equal(0);
    expect(ticketOfNumber(hall, 'A001').status).to.deep.equal({
      state: 'cancelled',
      windowId: window1,
    });
    expect(ticketOfNumber(hall, 'A002').status).to.deep.equal({
      state: 'cancelled',
      windowId: null,
    });
  });

  it('refuses one that has ended', () => {
    given(...atWindow, completed('A001', window1))
      .when(cancel('A001'))
      .thenRefused({ code: 'ticket_ended', state: 'completed' });
    given(...atWindow, cancelled('A001'))
      .when(cancel('A001'))
      .thenRefused({ code: 'ticket_ended', state: 'cancelled' });
    given(...atWindow, expired('A001'))
      .when(cancel('A001'))
      .thenRefused({ code: 'ticket_ended', state: 'expired' });
  });

  it('refuses one that it does not know', () => {
    given(...atWindow)
      .when(cancel('X'))
      .thenRefused({ code: 'unknown_ticket' });
  });
});
