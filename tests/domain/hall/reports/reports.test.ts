import type { ReportCallEvent } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { queueId, type WindowId } from '../../../../src/domain/ids.js';
import {
  called,
  cancelled,
  completed,
  held,
  issued,
  noShow,
  opened,
  queuePaused,
  recalled,
  started,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import { given, idOf, later, nine, nowhere, queueA, window1, window2 } from '../demo-hall.js';

type Report = ReportCallEvent['report'];
type WindowReport = Extract<Report, Readonly<{ windowId: WindowId }>>;

// What is reported at half past has happened at nine.
const times = { at: later(30), occurredAt: nine };
const report = (what: Report): ReportCallEvent => ({
  type: 'ReportCallEvent',
  report: what,
  ...times,
});
const reportedly = { how: 'given', reason: 'reported' } as const;
const at = (event: HallEvent): HallEvent => ({ ...event, ...times });
const of = (type: WindowReport['type'], number: string, windowId = window1): ReportCallEvent =>
  report({ type, windowId, number });

const line: readonly HallEvent[] = [opened(), issued('A001', 1), issued('A002', 2)];
const open: readonly HallEvent[] = [...line, windowOpened(window1)];
const atWindow: readonly HallEvent[] = [...open, called('A001', window1)];

describe('a report of a ticket issued', () => {
  const issue = (number: string, queue = queueA): ReportCallEvent =>
    report({ type: 'TicketIssued', ticketId: idOf(number), queueId: queue, number });

  it('issues the ticket, also of a paused queue', () => {
    given(...line)
      .when(issue('A050'))
      .then(at(issued('A050', 3)));
    given(...line, queuePaused(queueA))
      .when(issue('A050'))
      .then(at(issued('A050', 3)));
  });

  it('is refused for a number that is taken', () => {
    given(...line)
      .when(report({ type: 'TicketIssued', ticketId: idOf('X'), queueId: queueA, number: 'A001' }))
      .thenRefused({ code: 'number_taken', number: 'A001' });
  });

  it('is refused for a number that is none of the queue', () => {
    given(...line)
      .when(issue('B050'))
      .thenRefused({
        code: 'number_invalid',
        number: 'B050',
        expected: 'A and 3 digits, or up to 8 without a zero in front',
      });
  });

  it('is refused for a queue that it does not know', () => {
    given(...line)
      .when(issue('A050', queueId('nowhere')))
      .thenRefused({ code: 'unknown_queue', queueId: queueId('nowhere') });
  });

  it('has been taken in already', () => {
    given(...line, issued('A050', 3))
      .when(issue('A050'))
      .thenNothing();
  });
});

describe('a report of a call', () => {
  const call = of('WindowCalled', 'A002');

  it('calls any ticket that waits', () => {
    given(...open)
      .when(call)
      .then(at(called('A002', window1, reportedly)));
  });

  it('opens the window first where it is closed or paused', () => {
    for (const state of [[], [windowPaused(window1)]]) {
      given(...line, ...state)
        .when(call)
        .then(at(windowOpened(window1)), at(called('A002', window1, reportedly)));
    }
  });

  it('completes the ticket at the window first', () => {
    given(...atWindow, windowPaused(window1))
      .when(call)
      .then(
        at(windowOpened(window1)),
        at(completed('A001', window1, 'next_called')),
        at(called('A002', window1, reportedly)),
      );
  });

  it('is refused for a window with a ticket where the hall says so', () => {
    given(opened({ busyWindow: 'reject' }), ...atWindow.slice(1))
      .when(call)
      .thenRefused({
        code: 'window_busy',
        windowId: window1,
        ticketId: idOf('A001'),
        number: 'A001',
      });
  });

  it('calls one that did not come, or was held, for whatever window', () => {
    given(...atWindow, noShow('A001', window1))
      .when(of('WindowCalled', 'A001'))
      .then(at(called('A001', window1, reportedly)));
    given(...atWindow, held('A001', window1, { kind: 'same_window' }), windowOpened(window2))
      .when(of('WindowCalled', 'A001', window2))
      .then(at(called('A001', window2, reportedly)));
  });

  it('has been taken in already', () => {
    given(...atWindow)
      .when(of('WindowCalled', 'A001'))
      .thenNothing();
    given(...atWindow, started('A001', window1), windowPaused(window1))
      .when(of('WindowCalled', 'A001'))
      .thenNothing();
  });

  it('is refused for a ticket that another window has', () => {
    given(...atWindow)
      .when(of('WindowCalled', 'A001', window2))
      .thenRefused({ code: 'already_called', windowId: window1, number: 'A001' });
  });

  it('is refused for a ticket that has ended', () => {
    given(...atWindow, completed('A001', window1))
      .when(of('WindowCalled', 'A001'))
      .thenRefused({ code: 'ticket_not_waiting', state: 'completed', number: 'A001' });
  });

  it('is refused for a ticket or a window that it does not know', () => {
    given(...open)
      .when(of('WindowCalled', 'A009'))
      .thenRefused({ code: 'unknown_ticket' });
    given(...open)
      .when(of('WindowCalled', 'A001', nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });
});

describe('a report of what a window did with its ticket', () => {
  it('is taken in', () => {
    given(...atWindow)
      .when(of('TicketRecalled', 'A001'))
      .then(at(recalled('A001', window1)));
    given(...atWindow)
      .when(of('ServiceStarted', 'A001'))
      .then(at(started('A001', window1)));
    given(...atWindow)
      .when(of('TicketNoShow', 'A001'))
      .then(at(noShow('A001', window1)));
    given(...atWindow, started('A001', window1))
      .when(of('TicketCompleted', 'A001'))
      .then(at(completed('A001', window1)));
  });

  it('of a start has been taken in already', () => {
    given(...atWindow, started('A001', window1))
      .when(of('ServiceStarted', 'A001'))
      .thenNothing();
  });

  for (const type of [
    'TicketRecalled',
    'ServiceStarted',
    'TicketCompleted',
    'TicketNoShow',
  ] as const) {
    it(`is refused for a ticket that is not there: ${type}`, () => {
      given(...atWindow)
        .when(of(type, 'A002'))
        .thenRefused({ code: 'no_ticket', windowId: window1 });
      given(...atWindow)
        .when(of(type, 'A001', window2))
        .thenRefused({ code: 'no_ticket', windowId: window2 });
      given(...atWindow, completed('A001', window1))
        .when(of(type, 'A001'))
        .thenRefused({ code: 'no_ticket', windowId: window1 });
    });

    it(`is refused for a ticket or a window that it does not know: ${type}`, () => {
      given(...atWindow)
        .when(of(type, 'A009'))
        .thenRefused({ code: 'unknown_ticket' });
      given(...atWindow)
        .when(of(type, 'A001', nowhere))
        .thenRefused({ code: 'unknown_window', windowId: nowhere });
    });
  }
});

describe('a report of a ticket cancelled', () => {
  const cancel = (number: string): ReportCallEvent => report({ type: 'TicketCancelled', number });

  it('cancels it', () => {
    given(...line)
      .when(cancel('A001'))
      .then(at(cancelled('A001')));
  });

  it('is refused for a ticket that has ended or that it does not know', () => {
    given(...line, cancelled('A001'))
      .when(cancel('A001'))
      .thenRefused({ code: 'ticket_ended', state: 'cancelled' });
    given(...line)
      .when(cancel('A009'))
      .thenRefused({ code: 'unknown_ticket' });
  });
});
