import { expect } from 'chai';
import { causeOf, DayLog, percentile, type Action } from '../../demo/day-log.js';
import { person, phoneMessage } from './support.js';

const action = (more: Partial<Action>): Action => ({
  kind: 'call',
  at: 100,
  queueId: 'A',
  ticketId: null,
  ...more,
});
const message = { ticketId: 't-1', queueId: 'A', at: 200 };

describe('the log of a morning', () => {
  it('takes the latest action on the line before a message for its cause', () => {
    const actions = [action({ at: 100 }), action({ at: 150 }), action({ at: 250 })];
    expect(causeOf(actions, message)?.at).to.equal(150);
  });

  it('leaves out the calls of another line', () => {
    expect(causeOf([action({ at: 100 }), action({ at: 150, queueId: 'B' })], message)?.at).to.equal(
      100,
    );
  });

  it('leaves out what another person did', () => {
    const theirs = action({ kind: 'other', at: 150, ticketId: 't-2' });
    const own = action({ kind: 'other', at: 120, ticketId: 't-1' });
    expect(causeOf([own, theirs], message)).to.equal(own);
  });

  it('measures from the start of the call, in whatever order the answers came', () => {
    const log = new DayLog();
    log.add(person());
    log.did(action({ at: 190 }));
    log.did(action({ at: 110 }));
    expect(log.received(phoneMessage({ at: 200 }))?.sinceCallMs).to.equal(10);
  });

  it('measures nothing from an action that was no call', () => {
    const log = new DayLog();
    log.add(person());
    log.did(action({ kind: 'other', at: 190, ticketId: 't-1' }));
    expect(log.received(phoneMessage({ at: 200 }))?.sinceCallMs).to.equal(null);
  });

  it('ignores a message to nobody of ours', () => {
    const log = new DayLog();
    expect(log.received(phoneMessage())).to.equal(null);
    expect(log.messages).to.deep.equal([]);
  });
});

describe('a percentile', () => {
  it('is the value that so many of the others do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 0.5)).to.equal(50);
    expect(percentile(values, 0.99)).to.equal(99);
  });

  it('of one value is that value, of none is nothing', () => {
    expect(percentile([7], 0.99)).to.equal(7);
    expect(percentile([], 0.5)).to.equal(null);
  });
});
