import { expect } from 'chai';
import { instant } from '../../src/domain/ids.js';
import { businessDayAt } from '../../src/projections/business-day.js';

describe('the business day', () => {
  it('turns at local midnight, in each time zone by itself', () => {
    const last = instant(Date.UTC(2025, 2, 1, 15, 59, 59, 999));
    const first = instant(Date.UTC(2025, 2, 1, 16));
    expect(businessDayAt(last, 'Asia/Shanghai')).to.equal('2025-03-01');
    expect(businessDayAt(last, 'UTC')).to.equal('2025-03-01');
    expect(businessDayAt(first, 'Asia/Shanghai')).to.equal('2025-03-02');
    expect(businessDayAt(first, 'UTC')).to.equal('2025-03-01');
    expect(businessDayAt(last, 'Asia/Shanghai')).to.equal('2025-03-01');
  });

  it('turns where the offset is no whole hour', () => {
    const last = instant(Date.UTC(2025, 2, 1, 18, 14, 59, 999));
    expect(businessDayAt(last, 'Asia/Kathmandu')).to.equal('2025-03-01');
    const first = instant(Date.UTC(2025, 2, 1, 18, 15));
    expect(businessDayAt(first, 'Asia/Kathmandu')).to.equal('2025-03-02');
  });
});
