import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { queueId } from '../../../../src/domain/ids.js';
import {
  called,
  completed,
  issued,
  opened,
  queuePaused,
  queueResumed,
  settingsChanged,
  windowClosed,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import { demo, given, idOf, nowhere, now, queueA, window1 } from '../demo-hall.js';

const open: HallCommand = { type: 'OpenWindow', windowId: window1, ...now };
const pause: HallCommand = { type: 'PauseWindow', windowId: window1, reason: 'lunch', ...now };
const close: HallCommand = { type: 'CloseWindow', windowId: window1, ...now };

const withTicket: readonly HallEvent[] = [
  windowOpened(window1),
  issued('A001', 1),
  called('A001', window1),
];
const without1 = { ...demo, windows: demo.windows.filter(({ windowId }) => windowId !== window1) };

describe('a window', () => {
  it('opens when closed or paused', () => {
    given(opened()).when(open).then(windowOpened(window1));
    given(opened(), windowPaused(window1)).when(open).then(windowOpened(window1));
  });

  it('is open already', () => {
    given(opened(), windowOpened(window1)).when(open).thenNothing();
  });

  it('pauses when open or closed, and says why', () => {
    given(opened(), windowOpened(window1)).when(pause).then(windowPaused(window1, 'lunch'));
    given(opened()).when(pause).then(windowPaused(window1, 'lunch'));
  });

  it('is paused already', () => {
    given(opened(), windowPaused(window1)).when(pause).thenNothing();
  });

  it('closes', () => {
    given(opened(), windowOpened(window1)).when(close).then(windowClosed(window1));
    given(opened(), windowPaused(window1)).when(close).then(windowClosed(window1));
  });

  it('is closed already', () => {
    given(opened()).when(close).thenNothing();
  });

  it('completes its ticket before it closes', () => {
    given(opened(), ...withTicket)
      .when(close)
      .then(completed('A001', window1, 'window_closed'), windowClosed(window1));
  });

  it('does not close with a ticket where the hall says so', () => {
    given(opened({ busyWindow: 'reject' }), ...withTicket)
      .when(close)
      .thenRefused({
        code: 'window_busy',
        windowId: window1,
        ticketId: idOf('A001'),
        number: 'A001',
      });
  });

  it('is unknown', () => {
    for (const type of ['OpenWindow', 'CloseWindow'] as const) {
      given(opened())
        .when({ type, windowId: nowhere, ...now })
        .thenRefused({ code: 'unknown_window', windowId: nowhere });
    }
    given(opened())
      .when({ type: 'PauseWindow', windowId: nowhere, reason: null, ...now })
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });

  it('that was taken away with a ticket may still end it, but not open', () => {
    const history = [opened(), ...withTicket, settingsChanged(without1, 8)];
    given(...history)
      .when({ type: 'CompleteTicket', windowId: window1, ...now })
      .then(completed('A001', window1));
    given(...history)
      .when(close)
      .then(completed('A001', window1, 'window_closed'), windowClosed(window1));
    given(...history)
      .when(open)
      .thenRefused({ code: 'unknown_window', windowId: window1 });
    given(...history, completed('A001', window1))
      .when(close)
      .thenRefused({ code: 'unknown_window', windowId: window1 });
  });
});

describe('a queue', () => {
  const pauseQueue: HallCommand = { type: 'PauseQueue', queueId: queueA, ...now };
  const resumeQueue: HallCommand = { type: 'ResumeQueue', queueId: queueA, ...now };

  it('pauses and goes on', () => {
    given(opened()).when(pauseQueue).then(queuePaused(queueA));
    given(opened(), queuePaused(queueA)).when(resumeQueue).then(queueResumed(queueA));
  });

  it('is paused, or goes on, already', () => {
    given(opened(), queuePaused(queueA)).when(pauseQueue).thenNothing();
    given(opened()).when(resumeQueue).thenNothing();
  });

  it('is unknown', () => {
    const unknown = queueId('nowhere');
    for (const type of ['PauseQueue', 'ResumeQueue'] as const) {
      given(opened())
        .when({ type, queueId: unknown, ...now })
        .thenRefused({ code: 'unknown_queue', queueId: unknown });
    }
  });

  it('that is paused is still called', () => {
    given(opened(), windowOpened(window1), issued('A001', 1), queuePaused(queueA))
      .when({ type: 'CallNext', windowId: window1, ...now })
      .then(called('A001', window1));
  });
});
