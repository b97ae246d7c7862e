import { expect } from 'chai';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { instant, subscriberId, ticketId, windowId } from '../../../src/domain/ids.js';
import type { MessageEvent } from '../../../src/domain/message/events.js';
import { readHallEvent, readMessageEvent } from '../../../src/application/events/codec.js';
import { foldDay } from '../../../src/projections/history/day-row.js';
import { type MessageRow, foldMessage } from '../../../src/projections/history/message-row.js';
import {
  type TicketRow,
  foldTicket,
  isTicketFact,
  toldOf,
} from '../../../src/projections/history/ticket-row.js';
import { golden } from '../../application/events/golden.js';
import type { BusinessDay, HallId } from '../../../src/domain/ids.js';

const hallEvent = (type: HallEvent['type'], data: object = {}): HallEvent => {
  const read = readHallEvent(golden(type));
  if (!read.ok) throw new Error(read.detail);
  return { ...read.event, data: { ...read.event.data, ...data } } as HallEvent;
};
const messageEvent = (type: MessageEvent['type'], at = 0): MessageEvent => {
  const read = readMessageEvent(golden(type));
  if (!read.ok) throw new Error(read.detail);
  return { ...read.event, at: instant(at) };
};

const id = ticketId('3f3e0d6a-32a4-4e2e-9f9b-0a4f1f2b9a11');
const place = (revision: number) => ({
  hallId: 'demo' as HallId,
  businessDay: '2026-11-22' as BusinessDay,
  position: String(revision),
  revision,
});
const foldAll = (...events: HallEvent[]): TicketRow | null => {
  let row: TicketRow | null = null;
  for (const [index, event] of events.entries())
    if (isTicketFact(event)) row = foldTicket(row, event, place(index));
  return row;
};
const issued = hallEvent('TicketIssued');
const called = hallEvent('WindowCalled');

describe('history of a ticket', () => {
  it('follows it from state to state', () => {
    const steps = [
      ['TicketRecalled', 'called', '1'],
      ['ServiceStarted', 'serving', '1'],
      ['TicketCompleted', 'completed', '1'],
      ['TicketNoShow', 'no_show', '1'],
      ['TicketHeld', 'held', '1'],
      ['TicketReturned', 'waiting', null],
      ['TicketResumed', 'waiting', null],
      ['TicketTransferred', 'waiting', null],
    ] as const;
    for (const [type, state, window] of steps)
      expect(foldAll(issued, called, hallEvent(type)), type).to.include({
        state,
        windowId: window === null ? null : windowId(window),
      });
    for (const [type, state] of [
      ['TicketCancelled', 'cancelled'],
      ['TicketExpired', 'expired'],
    ] as const)
      expect(foldAll(issued, hallEvent(type, { ticketId: id })), type).to.include({ state });
  });

  it('goes to the queue that it was transferred to', () => {
    expect(foldAll(issued, called, hallEvent('TicketTransferred'))?.queueId).to.equal('B');
  });

  it('keeps the first and the last call, by the time of the source', () => {
    const again = { ...called, occurredAt: instant(Date.parse('2026-11-22T05:00:00Z')) };
    expect(foldAll(issued, called, hallEvent('TicketReturned'), again)).to.include({
      firstCalledAt: '2026-11-22T01:02:00.000Z',
      lastCalledAt: '2026-11-22T05:00:00.000Z',
    });
  });

  it('is unbound only by who holds it', () => {
    const bound = hallEvent('TicketBound');
    const other = hallEvent('TicketUnbound', { subscriberId: subscriberId('other') });
    expect(foldAll(issued, bound, other)?.subscriberId).to.not.equal(null);
    expect(foldAll(issued, bound, hallEvent('TicketUnbound'))).to.include({
      subscriberId: null,
      boundAt: null,
    });
  });

  it('knows between which revisions all its events are', () => {
    expect(foldAll(issued, hallEvent('WindowOpened'), called)).to.include({
      firstRevision: 0,
      lastRevision: 2,
    });
  });

  it('of which the issue was not seen is not made up', () => {
    expect(foldAll(called)).to.equal(null);
  });

  it('says not bound before it says off', () => {
    const row = foldAll(issued);
    if (row === null) expect.fail('no row');
    expect(toldOf(row, false)).to.equal('not_bound');
  });
});

describe('history of a day', () => {
  it('takes over settings that are newer than those it has', () => {
    const opened = foldDay(null, hallEvent('HallOpened'));
    const off = (settingsRevision: number) => {
      const changed = hallEvent('SettingsChanged');
      if (changed.type !== 'SettingsChanged') throw new Error('not settings');
      const { settings } = changed.data;
      const messages = {
        ...settings.messages,
        'near-turn': { ...settings.messages['near-turn'], enabled: false },
      };
      return hallEvent('SettingsChanged', {
        settings: { ...settings, messages },
        settingsRevision,
      });
    };
    expect(opened).to.include({ nearTurn: true, endsAt: '2026-11-22T16:00:00.000Z' });
    expect(foldDay(opened, off(4))).to.equal(opened);
    expect(foldDay(opened, off(5))).to.include({ nearTurn: false });
    expect(foldDay(null, off(5))).to.equal(null);
  });
});

describe('history of a message', () => {
  const after = (...types: MessageEvent['type'][]): MessageRow | null =>
    types.reduce<MessageRow | null>(
      (row, type, index) => foldMessage(row, messageEvent(type, index * 1_000), String(index)),
      null,
    );

  it('begins with its decision', () => {
    expect(after('SendAttempted')).to.equal(null);
    expect(after('NearTurn')).to.deep.include({ position: '0', sentAt: null, errcode: null });
  });

  it("keeps WeChat's last answer until one is a success", () => {
    expect(after('NearTurn', 'SendAttempted', 'SendDeferred')?.errcode).to.equal(-1);
    expect(after('NearTurn', 'SendAttempted', 'SendDeferred', 'MessageExpired')?.errcode).to.equal(
      -1,
    );
    expect(
      after('NearTurn', 'SendAttempted', 'SendDeferred', 'SendAttempted', 'MessageSent')?.errcode,
    ).to.equal(null);
  });

  it('is not undone by a late outcome of another attempt', () => {
    const row = after('NearTurn', 'SendAttempted', 'MessageSent', 'SendRejected');
    expect(row).to.include({ errcode: null, sentAt: '1970-01-01T00:00:02.000Z' });
    expect(row?.message.status).to.equal('sent');
  });

  it('was sent when it was attempted, where only its delivery tells of it', () => {
    const row = after('NearTurn', 'SendAttempted', 'DeliveryReported', 'MessageSent');
    expect(row).to.include({ sentAt: '1970-01-01T00:00:01.000Z' });
    expect(row?.changedAt).to.equal('1970-01-01T00:00:03.000Z');
  });
});
