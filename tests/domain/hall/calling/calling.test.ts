import { expect } from 'chai';
import type { CallTicket, HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { lastPlace } from '../places.js';
import type { WindowId } from '../../../../src/domain/ids.js';
import {
  called,
  cancelled,
  completed,
  expired,
  held,
  issued,
  noShow,
  opened,
  recalled,
  resumed,
  started,
  transferred,
  windowClosed,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import {
  given,
  hallAfter,
  idOf,
  later,
  now,
  nowhere,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
  window3,
} from '../demo-hall.js';

const callNext = (windowId: WindowId): HallCommand => ({ type: 'CallNext', windowId, ...now });
const call = (number: string, windowId: WindowId): CallTicket => ({
  type: 'CallTicket',
  windowId,
  ticket: { number },
  ...now,
});
const recall = (windowId: WindowId): HallCommand => ({ type: 'RecallTicket', windowId, ...now });

const windows = [windowOpened(window1), windowOpened(window2), windowOpened(window3)];
const open: readonly HallEvent[] = [opened(), ...windows];
const strict: readonly HallEvent[] = [opened({ busyWindow: 'reject' }), ...windows];
const busyWith = (number: string, windowId: WindowId) =>
  ({ code: 'window_busy', windowId, ticketId: idOf(number), number }) as const;

describe('calling the next', () => {
  it('calls who came first', () => {
    given(...open, issued('A001', 1), issued('A002', 2))
      .when(callNext(window1))
      .then(called('A001', window1));
  });

  it('calls priority tickets before those that came earlier', () => {
    given(...open, issued('A001', 1), issued('A002', 2, { priority: 'priority' }))
      .when(callNext(window1))
      .then(called('A002', window1));
  });

  it('calls from the queues of the window in its order of preference', () => {
    const both = [...open, issued('B001', 1), issued('A001', 2)];
    given(...both)
      .when(callNext(window2))
      .then(called('A001', window2));
    given(...both)
      .when(callNext(window3))
      .then(called('B001', window3));
    given(...open, issued('B001', 1))
      .when(callNext(window2))
      .then(called('B001', window2));
  });

  it('calls those sent to this window before its queues, in the order they were sent', () => {
    const toWindow2 = { from: window3, toQueueId: queueB, toWindowId: window2, stay: 2 };
    const sent = [
      ...open,
      issued('A001', 1),
      issued('B001', 2),
      issued('B002', 3, { priority: 'priority' }),
      called('B001', window3, { how: 'given' }),
      transferred('B001', { ...toWindow2, place: lastPlace(4) }),
      called('B002', window3),
      transferred('B002', { ...toWindow2, place: lastPlace(5) }),
    ];
    given(...sent)
      .when(callNext(window2))
      .then(called('B001', window2, { reason: 'own_line' }));
    given(...sent, called('B001', window2), completed('B001', window2))
      .when(callNext(window2))
      .then(called('B002', window2, { reason: 'own_line' }));
    given(...sent)
      .when(callNext(window3))
      .thenNothing();
  });

  it('finds nobody', () => {
    given(...open)
      .when(callNext(window1))
      .thenNothing();
    given(...open, issued('B001', 1))
      .when(callNext(window1))
      .thenNothing();
  });

  it('completes the ticket at the window first', () => {
    given(...open, issued('A001', 1), issued('A002', 2), called('A001', window1))
      .when(callNext(window1))
      .then(completed('A001', window1, 'next_called'), called('A002', window1));
  });

  it('completes the ticket at the window also when nobody else waits', () => {
    given(...open, issued('A001', 1), called('A001', window1), started('A001', window1))
      .when(callNext(window1))
      .then(completed('A001', window1, 'next_called'));
  });

  it('refuses a window with a ticket where the hall says so', () => {
    const busy = [...strict, issued('A001', 1), called('A001', window1)];
    given(...busy)
      .when(callNext(window1))
      .thenRefused(busyWith('A001', window1));
    given(...busy, issued('A002', 2))
      .when(callNext(window1))
      .thenRefused(busyWith('A001', window1));
  });

  it('refuses a window that is not open', () => {
    given(opened(), issued('A001', 1))
      .when(callNext(window1))
      .thenRefused({ code: 'window_closed', windowId: window1, state: 'closed' });
    given(...open, windowPaused(window1))
      .when(callNext(window1))
      .thenRefused({ code: 'window_closed', windowId: window1, state: 'paused' });
    given(...open, windowClosed(window1))
      .when(callNext(window1))
      .thenRefused({ code: 'window_closed', windowId: window1, state: 'closed' });
  });

  it('refuses a window that it does not know', () => {
    given(...open)
      .when(callNext(nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });

  it('passes over those held, missed and called elsewhere', () => {
    given(
      ...open,
      issued('A001', 1),
      issued('A002', 2),
      issued('A003', 3),
      issued('A004', 4),
      called('A001', window1),
      held('A001', window1),
      called('A002', window1),
      noShow('A002', window1),
      called('A003', window2),
    )
      .when(callNext(window1))
      .then(called('A004', window1));
  });

  it('keeps the first and the last time of the calls', () => {
    const first = { ...called('A001', window1), at: later(1) };
    const again = { ...recalled('A001', window1), at: later(9), occurredAt: later(5) };
    const hall = hallAfter(...open, issued('A001', 1), first, again);
    expect(ticketOfNumber(hall, 'A001')).to.include({
      firstCalledAt: later(1),
      lastCalledAt: later(5),
    });
  });
});

describe('calling a given ticket', () => {
  const line = [...open, issued('A001', 1), issued('A002', 2)];

  it('calls one that waits, by number or by id', () => {
    const given2 = called('A002', window1, { how: 'given' });
    given(...line)
      .when(call('A002', window1))
      .then(given2);
    given(...line)
      .when({ ...call('A002', window1), ticket: { ticketId: idOf('A002') } })
      .then(given2);
  });

  it('calls one of a queue that the window does not serve', () => {
    given(...line)
      .when(call('A002', window3))
      .then(called('A002', window3, { how: 'given' }));
  });

  it('calls one that waits for another window', () => {
    given(
      ...line,
      called('A001', window1),
      transferred('A001', {
        from: window1,
        toQueueId: queueA,
        toWindowId: window2,
        place: lastPlace(3),
        stay: 2,
      }),
    )
      .when(call('A001', window3))
      .then(called('A001', window3, { how: 'given' }));
  });

  it('calls one that did not come', () => {
    given(...line, called('A001', window1), noShow('A001', window1))
      .when(call('A001', window2))
      .then(called('A001', window2, { how: 'given' }));
  });

  it('calls one held for any window, or until a time, from any window', () => {
    given(...line, called('A001', window1), held('A001', window1))
      .when(call('A001', window2))
      .then(called('A001', window2, { how: 'given' }));
    given(
      ...line,
      called('A001', window1),
      held('A001', window1, { kind: 'until', until: later(30) }),
    )
      .when(call('A001', window2))
      .then(called('A001', window2, { how: 'given' }));
  });

  it('calls one held for the same window from that window only', () => {
    const heldHere = [
      ...line,
      called('A001', window1),
      held('A001', window1, { kind: 'same_window' }),
    ];
    given(...heldHere)
      .when(call('A001', window1))
      .then(called('A001', window1, { how: 'given' }));
    given(...heldHere)
      .when(call('A001', window2))
      .thenRefused({ code: 'held_for_window', windowId: window1 });
  });

  it('completes the ticket at the window first, or refuses, as the hall is set', () => {
    given(...line, called('A001', window1))
      .when(call('A002', window1))
      .then(completed('A001', window1, 'next_called'), called('A002', window1, { how: 'given' }));
    given(...strict, issued('A001', 1), issued('A002', 2), called('A001', window1))
      .when(call('A002', window1))
      .thenRefused(busyWith('A001', window1));
  });

  it('names the window that has called it', () => {
    given(...line, called('A001', window1))
      .when(call('A001', window2))
      .thenRefused({ code: 'already_called', windowId: window1, number: 'A001' });
    given(...line, called('A001', window1), started('A001', window1))
      .when(call('A001', window2))
      .thenRefused({ code: 'already_called', windowId: window1, number: 'A001' });
  });

  it('completes nothing when the window itself has the ticket', () => {
    given(...line, called('A001', window1))
      .when(call('A001', window1))
      .thenRefused({ code: 'already_called', windowId: window1, number: 'A001' });
  });

  it('refuses one that has ended', () => {
    const ended = (state: string) =>
      ({ code: 'ticket_not_waiting', state, number: 'A001' }) as const;
    given(...line, called('A001', window1), completed('A001', window1))
      .when(call('A001', window1))
      .thenRefused(ended('completed'));
    given(...line, cancelled('A001'))
      .when(call('A001', window1))
      .thenRefused(ended('cancelled'));
    given(...line, expired('A001'))
      .when(call('A001', window1))
      .thenRefused(ended('expired'));
  });

  it('refuses one that it does not know', () => {
    given(...line)
      .when(call('A009', window1))
      .thenRefused({ code: 'unknown_ticket' });
    given(...line)
      .when({ ...call('A001', window1), ticket: { ticketId: idOf('X') } })
      .thenRefused({ code: 'unknown_ticket' });
  });

  it('refuses a window that is unknown or not open', () => {
    given(...line)
      .when(call('A001', nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
    given(...line, windowPaused(window1))
      .when(call('A001', window1))
      .thenRefused({ code: 'window_closed', windowId: window1, state: 'paused' });
  });

  it('takes it out of its line', () => {
    const hall = hallAfter(...line, called('A002', window1, { how: 'given' }));
    expect(hall.queues.get(queueA)?.line.size).to.equal(1);
  });
});

describe('recalling', () => {
  const atWindow = [...open, issued('A001', 1), called('A001', window1)];

  it('announces the ticket at the window again, called or being served', () => {
    given(...atWindow)
      .when(recall(window1))
      .then(recalled('A001', window1));
    given(...atWindow, started('A001', window1))
      .when(recall(window1))
      .then(recalled('A001', window1));
    given(...atWindow, windowPaused(window1))
      .when(recall(window1))
      .then(recalled('A001', window1));
  });

  it('refuses a window without a ticket', () => {
    given(...open)
      .when(recall(window1))
      .thenRefused({ code: 'no_ticket', windowId: window1 });
    given(...atWindow, held('A001', window1), resumed('A001'))
      .when(recall(window1))
      .thenRefused({ code: 'no_ticket', windowId: window1 });
  });

  it('refuses a window that it does not know', () => {
    given(...open)
      .when(recall(nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });
});
