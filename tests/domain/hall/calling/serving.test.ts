import { expect } from 'chai';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import type { WindowId } from '../../../../src/domain/ids.js';
import {
  called,
  completed,
  issued,
  opened,
  started,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import {
  given,
  hallAfter,
  idOf,
  nowhere,
  now,
  ticketOfNumber,
  window1,
  window2,
} from '../demo-hall.js';

const start = (windowId: WindowId): HallCommand => ({ type: 'StartService', windowId, ...now });
const complete = (windowId: WindowId): HallCommand => ({
  type: 'CompleteTicket',
  windowId,
  ...now,
});

const atWindow: readonly HallEvent[] = [
  opened(),
  windowOpened(window1),
  windowOpened(window2),
  issued('A001', 1),
  called('A001', window1),
];

describe('serving', () => {
  it('starts with the ticket that was called', () => {
    given(...atWindow)
      .when(start(window1))
      .then(started('A001', window1));
    given(...atWindow, windowPaused(window1))
      .when(start(window1))
      .then(started('A001', window1));
  });

  it('starts a ticket that was called, not one that is being served', () => {
    given(...atWindow, started('A001', window1))
      .when(start(window1))
      .thenRefused({ code: 'no_ticket', windowId: window1 });
  });

  it('completes the ticket, called or being served, also at a paused window', () => {
    given(...atWindow)
      .when(complete(window1))
      .then(completed('A001', window1));
    given(...atWindow, started('A001', window1))
      .when(complete(window1))
      .then(completed('A001', window1));
    given(...atWindow, windowPaused(window1))
      .when(complete(window1))
      .then(completed('A001', window1));
  });

  for (const command of [start, complete]) {
    it(`refuses ${command(window2).type} at a window without a ticket`, () => {
      given(...atWindow)
        .when(command(window2))
        .thenRefused({ code: 'no_ticket', windowId: window2 });
    });

    it(`refuses ${command(window2).type} at a window that it does not know`, () => {
      given(...atWindow)
        .when(command(nowhere))
        .thenRefused({ code: 'unknown_window', windowId: nowhere });
    });
  }

  it('keeps the ticket at its window until it is completed', () => {
    const serving = hallAfter(...atWindow, started('A001', window1));
    expect(ticketOfNumber(serving, 'A001').status).to.deep.equal({
      state: 'serving',
      windowId: window1,
    });
    expect(serving.windows.get(window1)?.ticketId).to.equal(idOf('A001'));
    const done = hallAfter(...atWindow, completed('A001', window1));
    expect(ticketOfNumber(done, 'A001').status).to.deep.equal({
      state: 'completed',
      windowId: window1,
    });
    expect(done.windows.get(window1)?.ticketId).to.equal(null);
  });
});
