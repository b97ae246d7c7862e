import { expect } from 'chai';
import type { Subject } from './harness.js';
import {
  append,
  freshStream,
  idsIn,
  idsOf,
  newEvent,
  newEvents,
  take,
  written,
} from './harness.js';

/** A stream with A at 0, B at 1 and C at 2: the start of every row of the append table. */
const abc = async (subject: Subject) => {
  const stream = freshStream();
  const [a, b, c] = [newEvent({ of: 'A' }), newEvent({ of: 'B' }), newEvent({ of: 'C' })];
  const first = await written(subject.store, { stream, expected: 'no_stream', events: [a, b] });
  await written(subject.store, { stream, expected: 1, events: [c] });
  return { stream, a, b, c, first };
};

/** The append semantics, row by row. */
export const appendTable = (subject: Subject): void => {
  describe('appending', () => {
    describe('at a revision', () => writes(subject));
    describe('again, with the same ids', () => repeats(subject));
    describe('again, partly or elsewhere', () => nearRepeats(subject));
    describe('at once, by two writers', () => races(subject));
  });
};

const writes = (subject: Subject): void => {
  it('numbers the events of a stream from 0', async () => {
    const { stream, a, b, c, first } = await abc(subject);
    expect(first.revision).to.equal(1);
    const events = await take(subject.store.readStream({ stream }));
    expect(idsOf(events)).to.deep.equal(idsOf([a, b, c]));
    expect(events.map((event) => event.revision)).to.deep.equal([0, 1, 2]);
    expect(events[1]?.position).to.equal(first.position);
  });

  it('tells a writer who expected no stream where the stream is', async () => {
    const { stream } = await abc(subject);
    const outcome = await append(subject.store, stream, 'no_stream', newEvent());
    expect(outcome).to.deep.equal({ outcome: 'conflict', expected: 'no_stream', actual: 2 });
  });

  it('tells a writer who is behind, or ahead, where the stream is', async () => {
    const { stream } = await abc(subject);
    for (const expected of [0, 1, 3, 4711]) {
      const outcome = await append(subject.store, stream, expected, newEvent());
      expect(outcome).to.deep.equal({ outcome: 'conflict', expected, actual: 2 });
    }
    expect(await idsIn(subject.store, stream)).to.have.length(3);
  });

  it('tells a writer who expected a stream that there is none', async () => {
    const outcome = await append(subject.store, freshStream(), 0, newEvent());
    expect(outcome).to.deep.equal({ outcome: 'conflict', expected: 0, actual: 'no_stream' });
  });

  it('fails no other append for the conflict of one', async () => {
    const { stream } = await abc(subject);
    const others = [freshStream(), freshStream(), freshStream()];
    const outcomes = await Promise.all([
      ...others.map((other) => append(subject.store, other, 'no_stream', newEvent())),
      append(subject.store, stream, 0, newEvent()),
      append(subject.store, stream, 2, newEvent()),
    ]);
    const kinds = outcomes.map(({ outcome }) => outcome);
    expect(kinds).to.deep.equal(['appended', 'appended', 'appended', 'conflict', 'appended']);
  });
};

const repeats = (subject: Subject): void => {
  it('answers the first outcome and writes nothing, also after others have appended', async () => {
    const { stream, a, b, c, first } = await abc(subject);
    expect(await append(subject.store, stream, 'no_stream', a, b)).to.deep.equal(first);
    expect(await idsIn(subject.store, stream)).to.deep.equal(idsOf([a, b, c]));
  });

  it('answers the first outcome and writes nothing, also after a restart', async () => {
    const { stream, a, b, c, first } = await abc(subject);
    subject.store = await subject.harness.reopen(subject.store);
    expect(await append(subject.store, stream, 'no_stream', a, b)).to.deep.equal(first);
    expect(await append(subject.store, stream, 1, c)).to.include({ outcome: 'appended' });
    expect(await idsIn(subject.store, stream)).to.deep.equal(idsOf([a, b, c]));
  });

  it('recognises the beginning and the end of an earlier append', async () => {
    const { stream, a, b, c, first } = await abc(subject);
    const beginning = await append(subject.store, stream, 'no_stream', a);
    expect(beginning).to.include({ outcome: 'appended', revision: 0 });
    expect(await append(subject.store, stream, 0, b)).to.deep.equal(first);
    expect(await append(subject.store, stream, 0, b, c)).to.include({ revision: 2 });
    expect(await idsIn(subject.store, stream)).to.have.length(3);
  });

  it('keeps the first content of an event that comes again with another', async () => {
    const { stream, a, first, b } = await abc(subject);
    const other = { ...newEvent({ of: 'somebody else' }, a.eventId), type: 'TicketCancelled' };
    expect(await append(subject.store, stream, 'no_stream', other, b)).to.deep.equal(first);
    const [stored] = await take(subject.store.readStream({ stream }));
    expect(stored).to.deep.include({ type: a.type, data: a.data });
  });
};

const nearRepeats = (subject: Subject): void => {
  it('refuses an append of which only a part is written', async () => {
    const { stream, a, b, c } = await abc(subject);
    const { store } = subject;
    const outcomes = [
      await append(store, stream, 'no_stream', a, b, newEvent()),
      await append(store, stream, 'no_stream', a, newEvent()),
      await append(store, stream, 'no_stream', newEvent(), a),
      await append(store, stream, 'no_stream', b, a),
      await append(store, stream, 1, c, newEvent()),
      await append(store, stream, 0, newEvent(), c),
    ];
    for (const outcome of outcomes) expect(outcome).to.include({ outcome: 'conflict', actual: 2 });
    expect(await idsIn(store, stream)).to.deep.equal(idsOf([a, b, c]));
  });

  it('writes an event again that is appended at the head: its id does not save anybody', async () => {
    const { stream, a, b, c } = await abc(subject);
    const outcome = await append(subject.store, stream, 2, a);
    expect(outcome).to.include({ outcome: 'appended', revision: 3 });
    expect(await idsIn(subject.store, stream)).to.deep.equal(idsOf([a, b, c, a]));
  });

  it('writes an id that another stream has, and one twice in an append', async () => {
    const { a } = await abc(subject);
    const stream = freshStream();
    const outcome = await append(subject.store, stream, 'no_stream', a, a);
    expect(outcome).to.include({ outcome: 'appended', revision: 1 });
    expect(await idsIn(subject.store, stream)).to.deep.equal(idsOf([a, a]));
  });
};

const races = (subject: Subject): void => {
  it('lets exactly one of two win, with random ids', async () => {
    for (let round = 0; round < 10; round += 1) {
      const stream = freshStream();
      const rivals = newEvents(2);
      const outcomes = await Promise.all(
        rivals.map((rival) => append(subject.store, stream, 'no_stream', rival)),
      );
      const kinds = outcomes.map(({ outcome }) => outcome);
      expect([...kinds].sort()).to.deep.equal(['appended', 'conflict']);
      const winner = rivals[kinds.indexOf('appended')];
      expect(await idsIn(subject.store, stream)).to.deep.equal([winner?.eventId]);
    }
  });

  it('lets exactly one of twenty win each revision', async () => {
    const stream = freshStream();
    await append(subject.store, stream, 'no_stream', newEvent());
    for (let head = 0; head < 5; head += 1) {
      const outcomes = await Promise.all(
        newEvents(20).map((rival) => append(subject.store, stream, head, rival)),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'appended')).to.have.length(1);
      const losers = outcomes.filter(({ outcome }) => outcome === 'conflict');
      expect(losers).to.have.length(19);
      for (const loser of losers) expect(loser).to.include({ actual: head + 1 });
    }
  });

  it('stores one event for two writers with one id, whatever they are told', async () => {
    const stream = freshStream();
    const event = newEvent();
    const outcomes = await Promise.all(
      [1, 2].map(() => append(subject.store, stream, 'no_stream', event)),
    );
    // EventStoreDB may leave the second of two truly concurrent ones without an answer.
    for (const { outcome } of outcomes) expect(outcome).to.be.oneOf(['appended', 'unknown']);
    expect(await idsIn(subject.store, stream)).to.deep.equal([event.eventId]);
    const again = await append(subject.store, stream, 'no_stream', event);
    expect(again).to.include({ outcome: 'appended', revision: 0 });
  });
};
