import { expect } from 'chai';
import {
  businessDayAt,
  dayEnd,
  dayInProgress,
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
});
