import { expect } from 'chai';
import fc from 'fast-check';
import { opennessAt } from '../../../src/domain/calendar/hours.js';
import {
  businessDayAt,
  dayEnd,
  dayInProgress,
  daysBefore,
  partOfDay,
  timeOfDay,
} from '../../../src/domain/calendar/business-day.js';
import { businessDay, instant, type Instant } from '../../../src/domain/ids.js';

const at = (text: string): Instant => instant(Date.parse(text));
const midnight = (timeZone: string) => ({ timeZone, dayStartsAt: '00:00' });
const emergency = { timeZone: 'Asia/Shanghai', dayStartsAt: '06:00' };

describe('the business day', () => {
  it('turns at local midnight, in each time zone by itself', () => {
    const last = at('2025-03-01T15:59:59.999Z');
    const first = at('2025-03-01T16:00:00Z');
    expect(businessDayAt(last, midnight('Asia/Shanghai'))).to.equal('2025-03-01');
    expect(businessDayAt(last, midnight('UTC'))).to.equal('2025-03-01');
    expect(businessDayAt(first, midnight('Asia/Shanghai'))).to.equal('2025-03-02');
    expect(businessDayAt(first, midnight('UTC'))).to.equal('2025-03-01');
    expect(businessDayAt(last, midnight('Asia/Shanghai'))).to.equal('2025-03-01');
  });

  it('turns where the offset is no whole hour', () => {
    const kathmandu = midnight('Asia/Kathmandu');
    expect(businessDayAt(at('2025-03-01T18:14:59.999Z'), kathmandu)).to.equal('2025-03-01');
    expect(businessDayAt(at('2025-03-01T18:15:00Z'), kathmandu)).to.equal('2025-03-02');
  });

  it('may begin in the morning, and has its night at its end', () => {
    expect(businessDayAt(at('2025-03-01T21:59:59Z'), emergency)).to.equal('2025-03-01');
    expect(businessDayAt(at('2025-03-01T22:00:00Z'), emergency)).to.equal('2025-03-02');
    expect(dayEnd(businessDay('2025-03-01'), emergency)).to.equal('2025-03-01T22:00:00.000Z');
    const night = timeOfDay(businessDay('2025-03-01'), '02:00', emergency);
    expect(night).to.equal('2025-03-01T18:00:00.000Z');
  });

  it('ends as it began, whatever becomes of the clock, and the next has another name', () => {
    const begun = { businessDay: businessDay('2025-03-01'), zone: midnight('Asia/Shanghai') };
    const west = midnight('America/New_York');
    expect(dayInProgress(at('2025-03-01T15:59:59Z'), west, begun)).to.equal('2025-03-01');
    // It is the first of March in New York until five in the morning.
    expect(dayInProgress(at('2025-03-01T16:00:00Z'), west, begun)).to.equal('2025-03-02');
    expect(dayInProgress(at('2025-03-02T04:59:59Z'), west, begun)).to.equal('2025-03-02');
    expect(dayInProgress(at('2025-03-05T16:00:00Z'), west, begun)).to.equal('2025-03-05');
    expect(dayInProgress(at('2025-03-01T16:00:00Z'), west, null)).to.equal('2025-03-01');
  });

  it('parts all of time, also where the clock changes at midnight', () => {
    const zones = [
      'America/Havana',
      'Africa/Cairo',
      'Asia/Beirut',
      'America/Santiago',
      'Asia/Tehran',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Shanghai'),
        fc.constantFrom('00:00', '00:00', '06:00'),
        fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) }),
        (timeZone, dayStartsAt, ms) => {
          const clock = { timeZone, dayStartsAt };
          const day = businessDayAt(instant(ms), clock);
          expect(dayEnd(day, clock) > instant(ms)).to.equal(true);
          expect(dayEnd(daysBefore(day, 1), clock) <= instant(ms)).to.equal(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('begins when the clock is past midnight, where it skips that', () => {
    const havana = midnight('America/Havana');
    // On the 9th of March 2025 it was one o'clock at once.
    const change = at('2025-03-09T05:00:00Z');
    expect(dayEnd(businessDay('2025-03-08'), havana)).to.equal(change);
    expect(businessDayAt(at('2025-03-09T04:59:59Z'), havana)).to.equal('2025-03-08');
    expect(businessDayAt(change, havana)).to.equal('2025-03-09');
  });

  it('has no part that runs backwards across a clock change', () => {
    const berlin = midnight('Europe/Berlin');
    const day = businessDay('2025-03-30');
    const part = partOfDay(day, { from: '01:30', to: '02:10' }, berlin);
    expect(part.to >= part.from).to.equal(true);
    const hours = { weekly: { sun: [['01:30', '02:10']] as const }, days: {} };
    expect(opennessAt(hours, at('2025-03-30T00:20:00Z'), 'Europe/Berlin').open).to.equal(false);
  });
});
