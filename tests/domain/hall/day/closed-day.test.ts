import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { busyHall } from '../busy-hall.js';
import {
  bound,
  completed,
  expired,
  hallClosed,
  unbound,
  windowClosed,
  windowPaused,
} from '../demo-events.js';
import { anna, given, idOf, now, queueA, queueB, window1, window2, window3 } from '../demo-hall.js';

describe('a closed day', () => {
  const closed: readonly HallEvent[] = [
    ...busyHall,
    bound('A001', anna, 1),
    hallClosed(),
    expired('A002'),
    expired('A003'),
    expired('B001'),
  ];

  const refused: readonly HallCommand[] = [
    {
      type: 'IssueTicket',
      ticketId: idOf('A009'),
      queueId: queueA,
      priority: 'normal',
      number: null,
      subscriberId: null,
      ...now,
    },
    { type: 'BindTicket', ticketId: idOf('A001'), subscriberId: anna, ...now },
    { type: 'OpenWindow', windowId: window1, ...now },
    { type: 'CallNext', windowId: window1, ...now },
    { type: 'CallTicket', windowId: window1, ticket: { number: 'B002' }, ...now },
    { type: 'RecallTicket', windowId: window1, ...now },
    { type: 'StartService', windowId: window1, ...now },
    { type: 'MarkNoShow', windowId: window1, ...now },
    { type: 'HoldTicket', windowId: window1, kind: 'any_window', until: null, ...now },
    { type: 'TransferTicket', windowId: window1, to: { queueId: queueB }, ...now },
    { type: 'ReturnTicket', ticketId: idOf('A001'), position: { kind: 'last' }, ...now },
    { type: 'ResumeTicket', ticketId: idOf('A003'), byWindowId: null, ...now },
    { type: 'CancelTicket', ticketId: idOf('B002'), ...now },
    { type: 'PauseQueue', queueId: queueA, ...now },
    { type: 'ResumeQueue', queueId: queueA, ...now },
    {
      type: 'ReportCallEvent',
      report: { type: 'TicketIssued', ticketId: idOf('A050'), queueId: queueA, number: 'A050' },
      ...now,
    },
    {
      type: 'ReportCallEvent',
      report: { type: 'WindowCalled', windowId: window2, number: 'B002' },
      ...now,
    },
    { type: 'ReportCallEvent', report: { type: 'TicketCancelled', number: 'B002' }, ...now },
    {
      type: 'ReportCallEvent',
      report: { type: 'TicketNoShow', windowId: window1, number: 'A001' },
      ...now,
    },
  ];

  for (const command of refused) {
    const what =
      command.type === 'ReportCallEvent' ? `a report of ${command.report.type}` : command.type;
    it(`refuses ${what}`, () => {
      given(...closed)
        .when(command)
        .thenRefused({ code: 'day_closed' });
    });
  }

  it('completes the ticket being served', () => {
    given(...closed)
      .when({ type: 'CompleteTicket', windowId: window1, ...now })
      .then(completed('A001', window1));
    given(...closed)
      .when({
        type: 'ReportCallEvent',
        report: { type: 'TicketCompleted', windowId: window1, number: 'A001' },
        ...now,
      })
      .then(completed('A001', window1));
  });

  it('has nothing to complete at a window without a ticket', () => {
    given(...closed)
      .when({ type: 'CompleteTicket', windowId: window2, ...now })
      .thenRefused({ code: 'no_ticket', windowId: window2 });
  });

  it('does not complete a called ticket that has yet to expire', () => {
    given(...busyHall, hallClosed('day_over'))
      .when({ type: 'CompleteTicket', windowId: window3, ...now })
      .thenRefused({ code: 'day_closed' });
    given(...busyHall, hallClosed('day_over'))
      .when({ type: 'CloseWindow', windowId: window3, ...now })
      .thenRefused({ code: 'day_closed' });
  });

  it('cancels the ticket being served', () => {
    const cancelled: HallEvent = {
      type: 'TicketCancelled',
      data: { ticketId: idOf('A001') },
      ...now,
    };
    given(...closed)
      .when({ type: 'CancelTicket', ticketId: idOf('A001'), ...now })
      .then(cancelled);
    given(...closed)
      .when({
        type: 'ReportCallEvent',
        report: { type: 'TicketCancelled', number: 'A001' },
        ...now,
      })
      .then(cancelled);
  });

  it('says of a ticket that has ended that it has ended', () => {
    given(...closed)
      .when({ type: 'CancelTicket', ticketId: idOf('A002'), ...now })
      .thenRefused({ code: 'ticket_ended', state: 'expired' });
    given(...closed)
      .when({ type: 'BindTicket', ticketId: idOf('A002'), subscriberId: anna, ...now })
      .thenRefused({ code: 'ticket_ended', state: 'expired' });
  });

  it('says of a ticket that it does not know that it does not know it', () => {
    given(...closed)
      .when({ type: 'CancelTicket', ticketId: idOf('X'), ...now })
      .thenRefused({ code: 'unknown_ticket' });
    given(...closed)
      .when({ type: 'BindTicket', ticketId: idOf('X'), subscriberId: anna, ...now })
      .thenRefused({ code: 'unknown_ticket' });
  });

  it('still frees a ticket from its holder', () => {
    given(...closed)
      .when({ type: 'UnbindTicket', ticketId: idOf('A001'), subscriberId: anna, ...now })
      .then(unbound('A001', anna));
  });

  it('still pauses and closes windows', () => {
    given(...closed)
      .when({ type: 'PauseWindow', windowId: window1, reason: 'lunch', ...now })
      .then(windowPaused(window1, 'lunch'));
    given(...closed)
      .when({ type: 'CloseWindow', windowId: window1, ...now })
      .then(completed('A001', window1, 'window_closed'), windowClosed(window1));
  });

  it('resumes nobody at the end of a hold', () => {
    given(...busyHall, hallClosed())
      .when({ type: 'ResumeDueTicket', ticketId: idOf('A003'), ...now })
      .thenNothing();
  });
});
