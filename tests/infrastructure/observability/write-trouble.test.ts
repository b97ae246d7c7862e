import { expect } from 'chai';
import type { AppendOutcome } from '../../../src/application/ports/event-store.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { WriteTrouble } from '../../../src/infrastructure/observability/write-trouble.js';

const refused = (reason: 'full' | 'read_only' | 'unavailable'): AppendOutcome => ({
  outcome: 'refused',
  reason,
  cause: null,
});
const appended: AppendOutcome = {
  outcome: 'appended',
  revision: 0,
  position: '1' as Extract<AppendOutcome, { outcome: 'appended' }>['position'],
};

describe('a store that can be read and not be written', () => {
  let nowMs: number;
  let trouble: WriteTrouble;
  beforeEach(() => {
    nowMs = 0;
    const clock = Object.assign(new SystemClock(), { monotonicMs: () => nowMs });
    trouble = new WriteTrouble(clock);
  });

  it('says why, until an event is written', () => {
    expect(trouble.reason).to.equal(null);
    trouble.note(refused('full'));
    expect(trouble.reason).to.match(/no room/);
    trouble.note(refused('read_only'));
    expect(trouble.reason).to.match(/only be read/);
    trouble.note(appended);
    expect(trouble.reason).to.equal(null);
  });

  it('is tried again after ten seconds: while it is not ready nobody writes', () => {
    trouble.note(refused('full'));
    nowMs = 9_999;
    expect(trouble.reason).to.not.equal(null);
    nowMs = 10_000;
    expect(trouble.reason).to.equal(null);
  });

  it('does not speak of what the store says of itself', () => {
    trouble.note(refused('unavailable'));
    trouble.note({ outcome: 'unknown', cause: null });
    expect(trouble.reason).to.equal(null);
  });
});
