import { expect } from 'chai';
import { appendDecisively } from '../../../src/application/writing/append-decisively.js';
import type {
  Append,
  AppendOutcome,
  Position,
} from '../../../src/application/ports/event-store.js';

const append: Append = {
  stream: 'hall-demo-20250301',
  expected: 4,
  events: [{ eventId: '7f6a7c3e-9a52-4c36-9d21-0f5d9a6b1c11', type: 'T', data: {}, metadata: {} }],
};
const appended: AppendOutcome = { outcome: 'appended', revision: 5, position: '1' as Position };
const conflict: AppendOutcome = { outcome: 'conflict', expected: 4, actual: 7 };
const unknown: AppendOutcome = { outcome: 'unknown', cause: new Error('the answer was lost') };
const refused: AppendOutcome = { outcome: 'refused', reason: 'unavailable', cause: null };

/** A clock that stands still but for sleeping, and goes off by hand. */
const stillClock = () => {
  let now = 1_000;
  const slept: number[] = [];
  const alarms = new Set<() => void>();
  return {
    slept,
    alarms,
    monotonicMs: () => now,
    after: (_delayMs: number, callback: () => void) => {
      alarms.add(callback);
      return () => alarms.delete(callback);
    },
    sleep: async (delayMs: number) => {
      slept.push(delayMs);
      now += delayMs;
    },
  };
};

/** Answers in turn, the last one for ever, and remembers what it was asked. */
const storeAnswering = (...outcomes: AppendOutcome[]) => {
  const asked: Append[] = [];
  return {
    asked,
    append: async (request: Append): Promise<AppendOutcome> => {
      asked.push(request);
      return outcomes[Math.min(asked.length, outcomes.length) - 1] ?? unknown;
    },
  };
};

const ids = { random: () => 1 };

describe('appending decisively', () => {
  it('answers a definite outcome at once', async () => {
    for (const outcome of [appended, conflict, refused]) {
      const store = storeAnswering(outcome);
      const clock = stillClock();
      const answer = await appendDecisively(store, append, { clock, ids, deadlineMs: 1_000 });
      expect(answer).to.equal(outcome);
      expect(store.asked).to.have.length(1);
      expect(clock.alarms.size).to.equal(0);
    }
  });

  it('repeats exactly the same append until its outcome is known', async () => {
    for (const outcome of [appended, conflict]) {
      const store = storeAnswering(unknown, unknown, unknown, outcome);
      const clock = stillClock();
      const answer = await appendDecisively(store, append, { clock, ids, deadlineMs: 1_000 });
      expect(answer).to.equal(outcome);
      expect(store.asked).to.deep.equal([append, append, append, append]);
      for (const asked of store.asked) expect(asked).to.equal(append);
    }
  });

  it('waits longer each time, up to a second, with full jitter', async () => {
    const longest = stillClock();
    await appendDecisively(storeAnswering(unknown), append, {
      clock: longest,
      ids,
      deadlineMs: 5_000,
    });
    expect(longest.slept).to.deep.equal([20, 40, 80, 160, 320, 640, 1000, 1000, 1000]);
    const jittered = stillClock();
    await appendDecisively(storeAnswering(unknown, unknown, appended), append, {
      clock: jittered,
      ids: { random: () => 0.25 },
      deadlineMs: 5_000,
    });
    expect(jittered.slept).to.deep.equal([5, 10]);
  });

  it('says unknown when the deadline comes first', async () => {
    const clock = stillClock();
    const store = storeAnswering(unknown);
    const answer = await appendDecisively(store, append, { clock, ids, deadlineMs: 100 });
    expect(answer).to.equal(unknown);
    expect(clock.slept).to.deep.equal([20, 40]);
  });

  it('never takes a refusal for an answer to an attempt whose own answer was lost', async () => {
    const clock = stillClock();
    const down = storeAnswering(unknown, refused);
    expect(await appendDecisively(down, append, { clock, ids, deadlineMs: 200 })).to.equal(unknown);
    expect(down.asked.length).to.be.greaterThan(2);
    const back = storeAnswering(unknown, refused, appended);
    expect(await appendDecisively(back, append, { clock, ids, deadlineMs: 200 })).to.equal(
      appended,
    );
  });

  it('does not wait beyond the deadline for a store that does not answer', async () => {
    const clock = stillClock();
    const silent = { append: () => new Promise<AppendOutcome>(() => {}) };
    const answer = appendDecisively(silent, append, { clock, ids, deadlineMs: 0 });
    for (const alarm of clock.alarms) alarm();
    expect(await answer).to.include({ outcome: 'unknown' });
  });

  it('gives up when it is aborted: unknown if anything was sent', async () => {
    const clock = stillClock();
    const abort = new AbortController();
    const silent = { append: () => new Promise<AppendOutcome>(() => {}) };
    const options = { clock, ids, deadlineMs: 1_000, signal: abort.signal };
    const answer = appendDecisively(silent, append, options);
    abort.abort();
    expect(await answer).to.include({ outcome: 'unknown' });
    expect(await appendDecisively(silent, append, options)).to.include({ outcome: 'refused' });
  });
});
