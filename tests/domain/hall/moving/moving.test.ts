import { expect } from 'chai';
import type { HallCommand, TransferTicket } from '../../../../src/domain/hall/commands.js';
import type { HallEvent, ReturnPosition } from '../../../../src/domain/hall/events.js';
import { firstPlace, placeBehind } from '../../../../src/domain/hall/line/place.js';
import { arrivalPlace, lastPlace } from '../places.js';
import { waitingOfQueue } from '../../../../src/domain/hall/queries.js';
import { queueId, type WindowId } from '../../../../src/domain/ids.js';
import {
  called,
  cancelled,
  completed,
  expired,
  held,
  issued,
  noShow,
  opened,
  returned,
  settingsChanged,
  started,
  transferred,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import {
  demo,
  given,
  hallAfter,
  idOf,
  now,
  nowhere,
  numbersOf,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
  window3,
} from '../demo-hall.js';

const before: readonly HallEvent[] = [
  windowOpened(window1),
  windowOpened(window2),
  windowOpened(window3),
  issued('A001', 1),
  issued('A002', 2),
  issued('B001', 3),
  issued('B002', 4),
  called('A001', window1),
];
const atWindow: readonly HallEvent[] = [opened(), ...before];

describe('a transfer', () => {
  const transfer = (to: TransferTicket['to'], windowId: WindowId = window1): HallCommand => ({
    type: 'TransferTicket',
    windowId,
    to,
    ...now,
  });
  const toB = { from: window1, toQueueId: queueB, stay: 2 };
  const toWindow2 = { from: window1, toQueueId: queueA, toWindowId: window2, stay: 2 };

  it('to a queue puts the ticket there by its time of issue', () => {
    const event = transferred('A001', { ...toB, place: arrivalPlace('normal', 1) });
    given(...atWindow)
      .when(transfer({ queueId: queueB }))
      .then(event);
    const hall = hallAfter(...atWindow, event);
    expect(numbersOf(waitingOfQueue(hall, queueB))).to.deep.equal(['A001', 'B001', 'B002']);
    expect(hall.windows.get(window1)?.ticketId).to.equal(null);
    expect(ticketOfNumber(hall, 'A001')).to.include({ queueId: queueB, stay: 2, number: 'A001' });
  });

  it('keeps the priority of the ticket', () => {
    given(
      opened(),
      windowOpened(window1),
      issued('A001', 1, { priority: 'priority' }),
      called('A001', window1),
    )
      .when(transfer({ queueId: queueB }))
      .then(transferred('A001', { ...toB, place: arrivalPlace('priority', 1) }));
  });

  it('to a queue puts the ticket last where the hall says so', () => {
    const event = transferred('A001', { ...toB, place: lastPlace(5) });
    given(opened({ transferPlace: 'last' }), ...before)
      .when(transfer({ queueId: queueB }))
      .then(event);
    const hall = hallAfter(...atWindow, event);
    expect(numbersOf(waitingOfQueue(hall, queueB))).to.deep.equal(['B001', 'B002', 'A001']);
  });

  it('may go to the same queue, and begins a new stay there', () => {
    given(...atWindow, started('A001', window1), windowPaused(window1))
      .when(transfer({ queueId: queueA }))
      .then(transferred('A001', { ...toB, toQueueId: queueA, place: arrivalPlace('normal', 1) }));
  });

  it('to a window lets the ticket wait in its queue for that window only', () => {
    const event = transferred('A001', { ...toWindow2, place: lastPlace(5) });
    given(...atWindow)
      .when(transfer({ windowId: window2 }))
      .then(event);
    const hall = hallAfter(...atWindow, event);
    expect(hall.windows.get(window2)?.line.size).to.equal(1);
    expect(hall.queues.get(queueA)?.line.size).to.equal(1);
    expect(numbersOf(waitingOfQueue(hall, queueA))).to.deep.equal(['A001', 'A002']);
  });

  it('counts every placement, so that no place is given twice', () => {
    given(
      ...atWindow,
      transferred('A001', { ...toB, place: arrivalPlace('normal', 1) }),
      called('A002', window1),
    )
      .when(transfer({ windowId: window2 }))
      .then(transferred('A002', { ...toWindow2, place: lastPlace(6) }));
  });

  it('refuses a queue or a window that it does not know', () => {
    given(...atWindow)
      .when(transfer({ queueId: queueId('nowhere') }))
      .thenRefused({ code: 'unknown_queue', queueId: queueId('nowhere') });
    given(...atWindow)
      .when(transfer({ windowId: nowhere }))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
    given(...atWindow)
      .when(transfer({ queueId: queueB }, nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });

  it('refuses a window without a ticket', () => {
    given(...atWindow)
      .when(transfer({ queueId: queueB }, window2))
      .thenRefused({ code: 'no_ticket', windowId: window2 });
  });
});

describe('a return', () => {
  const giveBack = (position: ReturnPosition, number = 'A001'): HallCommand => ({
    type: 'ReturnTicket',
    ticketId: idOf(number),
    position,
    ...now,
  });
  const last: ReturnPosition = { kind: 'last' };
  const first: ReturnPosition = { kind: 'first' };
  const after = (n: number): ReturnPosition => ({ kind: 'after', n });
  const lineAfter = (...events: readonly HallEvent[]): string[] =>
    numbersOf(waitingOfQueue(hallAfter(...events), queueA));

  // A001 is at window 1; A002 … A005 wait, A003 before them all.
  const line: readonly HallEvent[] = [
    opened(),
    windowOpened(window1),
    issued('A001', 1),
    issued('A002', 2),
    called('A001', window1),
    issued('A003', 3, { priority: 'priority' }),
    issued('A004', 4),
    issued('A005', 5),
  ];

  it('puts the ticket last', () => {
    const event = returned('A001', { position: last, place: lastPlace(6), stay: 2 });
    given(...line)
      .when(giveBack(last))
      .then(event);
    expect(lineAfter(...line, event)).to.deep.equal(['A003', 'A002', 'A004', 'A005', 'A001']);
  });

  it('puts the ticket before everyone', () => {
    const event = returned('A001', { position: first, place: firstPlace(6), stay: 2 });
    given(...line)
      .when(giveBack(first))
      .then(event);
    expect(lineAfter(...line, event)).to.deep.equal(['A001', 'A003', 'A002', 'A004', 'A005']);
  });

  it('puts a later ticket that is put first before an earlier one', () => {
    expect(
      lineAfter(
        ...line,
        returned('A001', { position: first, place: firstPlace(6), stay: 2 }),
        called('A002', window1, { how: 'given' }),
        returned('A002', { position: first, place: firstPlace(7), stay: 2 }),
      ),
    ).to.deep.equal(['A002', 'A001', 'A003', 'A004', 'A005']);
  });

  it('counts as a placement, so that no place is given twice', () => {
    given(
      ...line,
      returned('A001', { position: first, place: firstPlace(6), stay: 2 }),
      called('A002', window1, { how: 'given' }),
    )
      .when(giveBack(first, 'A002'))
      .then(returned('A002', { position: first, place: firstPlace(7), stay: 2 }));
  });

  it('puts the ticket behind so many', () => {
    const place = placeBehind(arrivalPlace('normal', 2), 6);
    const event = returned('A001', { position: after(2), place, stay: 2 });
    given(...line)
      .when(giveBack(after(2)))
      .then(event);
    expect(lineAfter(...line, event)).to.deep.equal(['A003', 'A002', 'A001', 'A004', 'A005']);
  });

  it('puts the ticket first where nobody is to be before it', () => {
    given(...line)
      .when(giveBack(after(0)))
      .then(returned('A001', { position: after(0), place: firstPlace(6), stay: 2 }));
  });

  it('puts the ticket last where there are not so many', () => {
    for (const n of [4, 5, 100]) {
      given(...line)
        .when(giveBack(after(n)))
        .then(returned('A001', { position: after(n), place: lastPlace(6), stay: 2 }));
    }
    given(opened(), windowOpened(window1), issued('A001', 1), called('A001', window1))
      .when(giveBack(after(3)))
      .then(returned('A001', { position: after(3), place: lastPlace(2), stay: 2 }));
  });

  it('takes back a ticket from a window, from aside and after its end at a window', () => {
    const event = returned('A001', { position: last, place: lastPlace(6), stay: 2 });
    for (const state of [started, noShow, held, completed]) {
      given(...line, state('A001', window1))
        .when(giveBack(last))
        .then(event);
    }
    expect(hallAfter(...line, event).windows.get(window1)?.ticketId).to.equal(null);
  });

  it('takes a ticket that was sent to a window back into the line of its queue', () => {
    const sent = [
      ...line,
      transferred('A001', {
        from: window1,
        toQueueId: queueA,
        toWindowId: window2,
        place: lastPlace(6),
        stay: 2,
      }),
      windowOpened(window2),
      called('A001', window2),
    ];
    const event = returned('A001', { position: last, place: lastPlace(7), stay: 3 });
    given(...sent)
      .when(giveBack(last))
      .then(event);
    expect(hallAfter(...sent, event).queues.get(queueA)?.line.size).to.equal(5);
    expect(hallAfter(...sent, event).windows.get(window2)?.line.size).to.equal(0);
  });

  it('refuses a ticket that waits, was cancelled or has expired', () => {
    given(...line)
      .when(giveBack(last, 'A002'))
      .thenRefused({ code: 'ticket_not_returnable', state: 'waiting' });
    given(...line, cancelled('A002'))
      .when(giveBack(last, 'A002'))
      .thenRefused({ code: 'ticket_not_returnable', state: 'cancelled' });
    given(...line, expired('A002'))
      .when(giveBack(last, 'A002'))
      .thenRefused({ code: 'ticket_not_returnable', state: 'expired' });
  });

  it('refuses a ticket that it does not know', () => {
    given(...line)
      .when(giveBack(last, 'X'))
      .thenRefused({ code: 'unknown_ticket' });
  });

  it('refuses a queue that was taken away, where nobody would call it', () => {
    const without = { ...demo, queues: demo.queues.filter((each) => each.queueId !== queueA) };
    given(...line, noShow('A001', window1), settingsChanged(without, 8))
      .when(giveBack(last))
      .thenRefused({ code: 'unknown_queue', queueId: queueA });
  });

  it('is ignored for a ticket that waits or has ended for good', () => {
    const history = [...line, cancelled('A004')];
    const event = { position: last, place: lastPlace(6), stay: 2 };
    expect(lineAfter(...history, returned('A002', event), returned('A004', event))).to.deep.equal(
      lineAfter(...history),
    );
  });
});
