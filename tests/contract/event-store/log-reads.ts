import { expect } from 'chai';
import { logStart } from '../../../src/application/ports/event-store.js';
import type { Subject } from './harness.js';
import { append, fill, freshStream, here, idsOf, newEvent, take } from './harness.js';

// Only there can all of a log have to be walked, and a shared server may have a long one.
const aWholeLogMs = 180_000;

/** Reading the whole log, and finding its end. */
export const logReads = (subject: Subject): void => {
  describe('reading the log', () => {
    ordered(subject);
    ends(subject);
  });
};

const ordered = (subject: Subject): void => {
  it('reads the streams with its prefixes, in the order of their appends', async () => {
    const after = await here(subject.store);
    const [hall, message, other] = [freshStream(), freshStream('message'), freshStream('credit')];
    const events = Array.from({ length: 9 }, () => newEvent());
    for (const [index, event] of events.entries()) {
      const stream = [hall, message, other][index % 3] ?? '';
      const round = Math.floor(index / 3);
      await append(subject.store, stream, round === 0 ? 'no_stream' : round - 1, event);
    }
    const read = await take(subject.store.readAll({ prefixes: [hall, message], after }));
    expect(idsOf(read)).to.deep.equal(idsOf(events.filter((_, index) => index % 3 !== 2)));
    const positions = read.map((event) => event.position);
    expect(positions).to.deep.equal([...positions].sort());
  });

  it('reads each event once when prefixes overlap', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    await append(subject.store, stream, 'no_stream', newEvent(), newEvent());
    const prefixes = [stream, stream.slice(0, -3), stream.slice(0, -4)];
    expect(await take(subject.store.readAll({ prefixes, after }))).to.have.length(2);
  });

  it('reads the events after a position, and from the start at the start of the log', async () => {
    const stream = freshStream();
    await fill(subject.store, stream, 7);
    const all = await take(subject.store.readAll({ prefixes: [stream], after: logStart }));
    expect(all).to.have.length(7);
    for (const [index, event] of all.entries()) {
      const rest = await take(subject.store.readAll({ prefixes: [stream], after: event.position }));
      expect(rest).to.deep.equal(all.slice(index + 1));
    }
  });

  it('gives events the position that their append and their stream give them', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    const outcome = await append(subject.store, stream, 'no_stream', newEvent(), newEvent());
    const fromLog = await take(subject.store.readAll({ prefixes: [stream], after }));
    const fromStream = await take(subject.store.readStream({ stream }));
    expect(fromLog).to.deep.equal(fromStream);
    expect(outcome).to.include({ position: fromLog[1]?.position });
  });

  it('finds nothing for a prefix that nothing has, and for none', async function () {
    this.timeout(aWholeLogMs);
    expect(await take(subject.store.readAll({ prefixes: [freshStream()] }))).to.deep.equal([]);
    expect(await take(subject.store.readAll({ prefixes: [] }))).to.deep.equal([]);
  });

  it('ends when it is aborted', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    await fill(subject.store, stream, 300);
    const abort = new AbortController();
    let seen = 0;
    for await (const event of subject.store.readAll({
      prefixes: [stream],
      after,
      signal: abort.signal,
    })) {
      seen = event.revision + 1;
      if (seen === 10) abort.abort();
    }
    expect(seen).to.equal(10);
    const gone = subject.store.readAll({ prefixes: [stream], after, signal: abort.signal });
    expect(await take(gone)).to.deep.equal([]);
  });
};

const ends = (subject: Subject): void => {
  it('knows the position of the last event with its prefixes', async () => {
    const [hall, message] = [freshStream(), freshStream('message')];
    const first = await append(subject.store, hall, 'no_stream', newEvent(), newEvent());
    expect(await subject.store.end([hall])).to.equal('position' in first && first.position);
    const second = await append(subject.store, message, 'no_stream', newEvent());
    expect(await subject.store.end([hall])).to.equal('position' in first && first.position);
    expect(await subject.store.end([hall, message])).to.equal(
      'position' in second && second.position,
    );
  });

  it('is at the start of the log where there is no such event', async function () {
    this.timeout(aWholeLogMs);
    expect(await subject.store.end([freshStream()])).to.equal(logStart);
    expect(await subject.store.end([])).to.equal(logStart);
  });

  it('finds the last event of a stream behind many others', async () => {
    const [early, late] = [freshStream(), freshStream()];
    await append(subject.store, early, 'no_stream', newEvent());
    await fill(subject.store, late, 1100);
    const [event] = await take(subject.store.readStream({ stream: early }));
    expect(await subject.store.end([early])).to.equal(event?.position);
  });
};
