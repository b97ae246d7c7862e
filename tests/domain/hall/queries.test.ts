import { expect } from 'chai';
import { nextForWindow } from '../../../src/domain/hall/line/pick.js';
import { arrivalPlace, lastPlace } from './places.js';
import {
  aheadOf,
  findTicket,
  isEnded,
  lineOf,
  linesOfWindow,
  ticketAtWindow,
  ticketInLine,
  ticketsInCallingOrder,
  ticketsOfLine,
  waitingCount,
  waitingForWindow,
  waitingOfQueue,
  windowOfTicket,
} from '../../../src/domain/hall/queries.js';
import { queueId } from '../../../src/domain/ids.js';
import {
  called,
  cancelled,
  completed,
  expired,
  held,
  issued,
  noShow,
  opened,
  transferred,
  windowOpened,
} from './demo-events.js';
import {
  hallAfter,
  idOf,
  nine,
  nowhere,
  numbersOf,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
  window3,
} from './demo-hall.js';

// A001 was sent to window 3, A002 is called, A003 and A004 wait, A004 before; B001 waits, B002 is held.
const hall = hallAfter(
  opened(),
  windowOpened(window1),
  windowOpened(window3),
  issued('A001', 1),
  issued('A002', 2),
  issued('A003', 3),
  issued('B001', 4),
  issued('B002', 5),
  issued('A004', 6, { priority: 'priority' }),
  called('A001', window1, { how: 'given' }),
  transferred('A001', {
    from: window1,
    toQueueId: queueA,
    toWindowId: window3,
    place: lastPlace(7),
    stay: 2,
  }),
  called('B002', window3, { how: 'given' }),
  held('B002', window3),
  called('A002', window1, { how: 'given' }),
);
const ticket = (number: string) => ticketOfNumber(hall, number);

describe('asking a hall', () => {
  it('finds a ticket by number or id', () => {
    expect(findTicket(hall, { number: 'A003' })?.ticketId).to.equal(idOf('A003'));
    expect(findTicket(hall, { ticketId: idOf('A003') })?.number).to.equal('A003');
    expect(findTicket(hall, { number: 'A009' })).to.equal(undefined);
    expect(findTicket(hall, { ticketId: idOf('A009') })).to.equal(undefined);
  });

  it('counts who is ahead of a waiting ticket in its own line', () => {
    expect(
      ['A004', 'A003', 'A001', 'B001'].map((each) => aheadOf(hall, ticket(each))),
    ).to.deep.equal([0, 1, 0, 0]);
    expect(['A002', 'B002'].map((each) => aheadOf(hall, ticket(each)))).to.deep.equal([null, null]);
  });

  it('names the ticket at a window and the window of a ticket', () => {
    expect(ticketAtWindow(hall, window1)?.number).to.equal('A002');
    expect(ticketAtWindow(hall, window3)).to.equal(undefined);
    expect(ticketAtWindow(hall, nowhere)).to.equal(undefined);
    expect(windowOfTicket(ticket('A002'))).to.equal(window1);
    expect(windowOfTicket(ticket('B002'))).to.equal(null);
  });

  it('names who a window would call next', () => {
    expect(nextForWindow(hall, window1, nine)?.ticket.number).to.equal('A004');
    expect(nextForWindow(hall, window3, nine)?.ticket.number).to.equal('A001');
    expect(nextForWindow(hall, nowhere, nine)).to.equal(undefined);
  });

  it('counts who waits for a window and in a queue, those sent to a window included', () => {
    expect(
      [window1, window2, window3, nowhere].map((id) => waitingForWindow(hall, id)),
    ).to.deep.equal([2, 3, 2, 0]);
    expect([queueA, queueB, queueId('X')].map((id) => waitingCount(hall, id))).to.deep.equal([
      3, 1, 0,
    ]);
    expect(linesOfWindow(hall, window2).map(({ size }) => size)).to.deep.equal([0, 2, 1]);
  });

  it('lists who waits in a queue, those sent to a window first', () => {
    expect(numbersOf(waitingOfQueue(hall, queueA))).to.deep.equal(['A001', 'A004', 'A003']);
    expect(numbersOf(waitingOfQueue(hall, queueB))).to.deep.equal(['B001']);
    expect(numbersOf(waitingOfQueue(hall, queueId('X')))).to.deep.equal([]);
  });

  it('looks into a line from any place on', () => {
    const line = lineOf(hall, ticket('A003'));
    expect(numbersOf(ticketsOfLine(hall, line, 0))).to.deep.equal(['A004', 'A003']);
    expect(numbersOf(ticketsOfLine(hall, line, 1))).to.deep.equal(['A003']);
    expect(ticketInLine(hall, line, 1)?.number).to.equal('A003');
    expect(ticketInLine(hall, line, 2)).to.equal(undefined);
  });

  it('lists all tickets, the waiting in calling order, then the others by issue', () => {
    expect(numbersOf(ticketsInCallingOrder(hall))).to.deep.equal([
      'A001',
      'A004',
      'A003',
      'B001',
      'A002',
      'B002',
    ]);
  });

  it('knows which tickets have ended', () => {
    const after = hallAfter(
      opened(),
      windowOpened(window1),
      ...['A001', 'A002', 'A003', 'A004', 'A005'].map((number, n) => issued(number, n + 1)),
      called('A001', window1),
      completed('A001', window1),
      cancelled('A002'),
      expired('A003'),
      called('A004', window1),
      noShow('A004', window1),
    );
    const ended = ['A001', 'A002', 'A003', 'A004', 'A005'].filter((number) =>
      isEnded(ticketOfNumber(after, number)),
    );
    expect(ended).to.deep.equal(['A001', 'A002', 'A003']);
  });

  it('knows a place of issue by its order, whatever the priority', () => {
    expect(arrivalPlace('priority', 9) < arrivalPlace('normal', 1)).to.equal(true);
  });
});
