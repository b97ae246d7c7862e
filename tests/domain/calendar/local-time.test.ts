import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { instantOf, localMomentAt, weekdayOf } from '../../../src/domain/calendar/local-time.js';
import { opennessAt } from '../../../src/domain/calendar/hours.js';
import { epochMs, instant } from '../../../src/domain/ids.js';
import type { Hours } from '../../../src/domain/settings/hours.js';

const zones = fc.constantFrom(
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
);
const moments = fc.integer({
  min: Date.UTC(2015, 0, 1) / 1000,
  max: Date.UTC(2035, 0, 1) / 1000,
});

describe('the clock of a hall', () => {
  it('shows what the time zone has, as another library reads it', () => {
    fc.assert(
      fc.property(zones, moments, (zone, seconds) => {
        const local = DateTime.fromSeconds(seconds, { zone });
        expect(localMomentAt(instant(seconds * 1000), zone)).to.deep.equal({
          day: local.toISODate(),
          minutes: local.hour * 60 + local.minute,
          weekday: local.setLocale('en').weekdayShort?.toLowerCase(),
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('shows a time at one instant: the earlier one where a clock change has two or none', () => {
    fc.assert(
      fc.property(zones, moments, fc.integer({ min: 0, max: 1440 }), (zone, seconds, minutes) => {
        const { day } = localMomentAt(instant(seconds * 1000), zone);
        const found = instantOf(day, minutes, zone);
        const shown = localMomentAt(found, zone);
        const earlier = instant(epochMs(found) - 3_600_000);
        const before = localMomentAt(earlier, zone);
        if (shown.day === day) expect(shown.minutes - minutes).to.be.within(-1440, 60);
        // The hour before does not show the same time again.
        if (shown.day === day && shown.minutes === minutes)
          expect([before.day, before.minutes]).not.to.deep.equal([day, minutes]);
      }),
      { numRuns: 2000 },
    );
    // 2026-03-29 in Berlin goes from 02:00 to 03:00; 2026-10-25 has 02:30 twice.
    expect(instantOf('2026-03-29', 150, 'Europe/Berlin')).to.equal('2026-03-29T00:30:00.000Z');
    expect(instantOf('2026-10-25', 150, 'Europe/Berlin')).to.equal('2026-10-25T00:30:00.000Z');
    expect(weekdayOf('2026-11-26')).to.equal('thu');
  });
});

describe('hours', () => {
  const zone = 'Asia/Shanghai';
  const at = (local: string) => instant(DateTime.fromISO(local, { zone }).toMillis());
  const hours: Hours = {
    weekly: {
      mon: [
        ['08:00', '12:00'],
        ['14:00', '17:30'],
      ],
      fri: [['20:00', '24:00']],
      sat: [['00:00', '02:00']],
    },
    days: { '2026-10-05': [], '2026-10-10': [['09:00', '11:00']] },
  };
  const ask = (local: string) => opennessAt(hours, at(local), zone);

  it('open and close by the weekday; a weekday left out is closed', () => {
    expect(ask('2026-11-23T08:00')).to.deep.equal({ open: true, closesAt: at('2026-11-23T12:00') });
    expect(ask('2026-11-23T12:00')).to.deep.equal({ open: false, opensAt: at('2026-11-23T14:00') });
    expect(ask('2026-11-24T10:00')).to.deep.equal({ open: false, opensAt: at('2026-11-27T20:00') });
  });

  it('do not close at midnight where the next day goes on', () => {
    expect(ask('2026-11-27T23:59')).to.deep.equal({ open: true, closesAt: at('2026-11-28T02:00') });
    expect(ask('2026-11-28T01:59')).to.deep.equal({ open: true, closesAt: at('2026-11-28T02:00') });
  });

  it('are beaten by the days that differ, in both directions', () => {
    expect(ask('2026-10-05T10:00')).to.deep.equal({ open: false, opensAt: at('2026-10-09T20:00') });
    expect(ask('2026-10-10T10:00')).to.deep.equal({ open: true, closesAt: at('2026-10-10T11:00') });
  });

  it('say that nobody knows where nothing opens any more', () => {
    const never: Hours = { weekly: {}, days: {} };
    expect(opennessAt(never, at('2026-11-23T10:00'), zone)).to.deep.equal({
      open: false,
      opensAt: null,
    });
    expect(opennessAt(null, at('2026-11-23T10:00'), zone)).to.deep.equal({
      open: true,
      closesAt: null,
    });
  });
});
