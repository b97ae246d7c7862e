import { expect } from 'chai';
import type { IssueTicket } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { queueId, type Instant } from '../../../../src/domain/ids.js';
import {
  bound,
  issued,
  taken,
  opened,
  queuePaused,
  queueResumed,
  settingsChanged,
} from '../demo-events.js';
import {
  anna,
  demo,
  given,
  hallAfter,
  idOf,
  later,
  now,
  numbersOf,
  queueA,
  queueB,
  ticketOfNumber,
} from '../demo-hall.js';
import { ticketsByIssue, waitingOfQueue } from '../../../../src/domain/hall/queries.js';

const take = (id: string, changes: Partial<IssueTicket> = {}): IssueTicket => ({
  type: 'IssueTicket',
  ticketId: idOf(id),
  queueId: queueA,
  priority: 'normal',
  number: null,
  subscriberId: null,
  ...now,
  ...changes,
});

describe('taking a number', () => {
  it('gives the first number of the queue', () => {
    given(opened()).when(take('A001')).then(taken('A001', 1));
  });

  it('gives the next number, and each queue its own', () => {
    given(opened(), issued('A001', 1), issued('A002', 2), issued('B001', 3))
      .when(take('A003'))
      .then(taken('A003', 4));
    given(opened(), issued('A001', 1))
      .when(take('B001', { queueId: queueB }))
      .then(taken('B001', 2));
  });

  it('gives A1000 after A999', () => {
    const all = Array.from({ length: 999 }, (_, n) =>
      issued(`A${String(n + 1).padStart(3, '0')}`, n + 1),
    );
    given(opened(), ...all)
      .when(take('A1000'))
      .then(taken('A1000', 1000));
  });

  it('gives bare digits where the queue has no letters', () => {
    const bare = { ...demo, queues: demo.queues.map((each) => ({ ...each, prefix: '' })) };
    given(opened(bare)).when(take('001')).then(taken('001', 1));
    given(opened(bare), issued('001', 1)).when(take('002')).then(taken('002', 2));
  });

  it('puts a priority ticket before the normal ones that came earlier', () => {
    given(opened(), issued('A001', 1))
      .when(take('A002', { priority: 'priority' }))
      .then(taken('A002', 2, { priority: 'priority' }));
    const hall = hallAfter(
      opened(),
      issued('A001', 1),
      issued('A002', 2, { priority: 'priority' }),
      issued('A003', 3, { priority: 'priority' }),
    );
    expect(numbersOf(waitingOfQueue(hall, queueA))).to.deep.equal(['A002', 'A003', 'A001']);
    expect(numbersOf(ticketsByIssue(hall))).to.deep.equal(['A001', 'A002', 'A003']);
  });

  it('binds the ticket at once where its holder is known', () => {
    given(opened())
      .when(take('A001', { subscriberId: anna }))
      .then(taken('A001', 1), bound('A001', anna, 1));
  });

  it('takes over when it was taken and when that was recorded', () => {
    const times: { at: Instant; occurredAt: Instant } = { at: later(9), occurredAt: later(2) };
    given(opened())
      .when(take('A001', { subscriberId: anna, ...times }))
      .then({ ...taken('A001', 1), ...times }, { ...bound('A001', anna, 1), ...times });
    const hall = hallAfter(opened(), { ...issued('A001', 1), ...times });
    expect(ticketOfNumber(hall, 'A001').issuedAt).to.equal(later(2));
  });

  it('refuses a queue that it does not know', () => {
    const nowhere = queueId('nowhere');
    given(opened())
      .when(take('A001', { queueId: nowhere }))
      .thenRefused({ code: 'unknown_queue', queueId: nowhere });
  });

  it('refuses a queue that was taken away', () => {
    const without = { ...demo, queues: demo.queues.filter((each) => each.queueId !== queueA) };
    given(opened(), settingsChanged(without, 8))
      .when(take('A001'))
      .thenRefused({ code: 'unknown_queue', queueId: queueA });
  });

  it('refuses a queue that is paused', () => {
    given(opened(), queuePaused(queueA))
      .when(take('A001'))
      .thenRefused({ code: 'queue_paused', queueId: queueA });
    given(opened(), queuePaused(queueA), queueResumed(queueA))
      .when(take('A001'))
      .then(taken('A001', 1));
  });

  it('has issued this ticket already', () => {
    given(opened(), issued('A001', 1)).when(take('A001')).thenNothing();
  });

  it('ignores a second issue of a ticket or of a number', () => {
    const once = hallAfter(opened(), issued('A001', 1));
    const again = issued('A002', 2);
    if (again.type !== 'TicketIssued') throw new Error('expected an issue');
    for (const stray of [
      { ...again, data: { ...again.data, ticketId: idOf('A001') } },
      { ...again, data: { ...again.data, number: 'A001' } },
    ]) {
      expect(hallDecider.evolve(once, stray)).to.equal(once);
    }
  });

  describe('with a number given from outside', () => {
    it('takes it', () => {
      given(opened())
        .when(take('A050', { number: 'A050' }))
        .then(issued('A050', 1));
    });

    it('refuses one that is taken', () => {
      given(opened(), issued('A001', 1))
        .when(take('X', { number: 'A001' }))
        .thenRefused({ code: 'number_taken', number: 'A001' });
    });

    for (const number of [
      'B001',
      'A1',
      'A12',
      'A123456789',
      'A01x',
      'AA001',
      'a001',
      '001',
      'A0001',
      '',
    ]) {
      it(`refuses ${JSON.stringify(number)}, which is none of queue A`, () => {
        given(opened()).when(take('X', { number })).thenRefused({
          code: 'number_invalid',
          number,
          expected: 'A and 3 digits, or up to 8 without a zero in front',
        });
      });
    }

    it('says what a number without letters looks like', () => {
      const bare = { ...demo, queues: demo.queues.map((each) => ({ ...each, prefix: '' })) };
      given(opened(bare))
        .when(take('X', { number: 'A001' }))
        .thenRefused({
          code: 'number_invalid',
          number: 'A001',
          expected: '3 digits, or up to 8 without a zero in front',
        });
    });

    const outside: readonly HallEvent[] = [opened(), issued('A002', 1), issued('A003', 2)];

    it('does not move the counter', () => {
      given(...outside)
        .when(take('A001'))
        .then(taken('A001', 3));
    });

    it('is skipped when the counter comes to it', () => {
      given(...outside, issued('A001', 3))
        .when(take('A004'))
        .then(taken('A004', 4));
    });

    it('does not confuse the counter by its leading zeros', () => {
      given(opened(), issued('A0001', 1)).when(take('A001')).then(taken('A001', 2));
    });
  });
});
