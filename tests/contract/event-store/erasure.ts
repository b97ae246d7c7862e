import { expect } from 'chai';
import type { Subject } from './harness.js';
import { append, fill, freshStream, idsIn, newEvent, newEvents, take, written } from './harness.js';

const revisionsOf = async (subject: Subject, stream: string): Promise<number[]> =>
  (await take(subject.store.readStream({ stream }))).map((event) => event.revision);

/** Forgetting the beginning of a stream. */
export const erasure = (subject: Subject): void => {
  describe('truncating a stream', () => {
    hiding(subject);
    goingOn(subject);
  });
};

const hiding = (subject: Subject): void => {
  it('hides the events before a revision, forwards and backwards', async () => {
    const stream = freshStream('subscriber');
    await fill(subject.store, stream, 6);
    await subject.store.truncateBefore(stream, 4);
    expect(await revisionsOf(subject, stream)).to.deep.equal([4, 5]);
    const back = await take(subject.store.readStream({ stream, direction: 'backwards' }));
    expect(back.map((event) => event.revision)).to.deep.equal([5, 4]);
    expect(await take(subject.store.readStream({ stream, from: 1, limit: 1 }))).to.have.length(1);
  });

  it('may be repeated, and never gives back what it hid', async () => {
    const stream = freshStream('subscriber');
    await fill(subject.store, stream, 6);
    for (const revision of [3, 3, 1, 0, 5, 2]) await subject.store.truncateBefore(stream, revision);
    expect(await revisionsOf(subject, stream)).to.deep.equal([5]);
  });

  it('hides the same after a restart', async () => {
    const stream = freshStream('subscriber');
    await fill(subject.store, stream, 3);
    await subject.store.truncateBefore(stream, 2);
    subject.store = await subject.harness.reopen(subject.store);
    expect(await revisionsOf(subject, stream)).to.deep.equal([2]);
  });

  it('leaves other streams alone, and one that does not exist', async () => {
    const [stream, other, missing] = [freshStream(), freshStream(), freshStream()];
    await fill(subject.store, stream, 3);
    await fill(subject.store, other, 3);
    await subject.store.truncateBefore(stream, 3);
    await subject.store.truncateBefore(missing, 0);
    expect(await revisionsOf(subject, other)).to.deep.equal([0, 1, 2]);
    const outcome = await append(subject.store, missing, 'no_stream', newEvent());
    expect(outcome).to.include({ outcome: 'appended', revision: 0 });
    expect(await revisionsOf(subject, missing)).to.deep.equal([0]);
  });
};

const goingOn = (subject: Subject): void => {
  it('goes on with the numbering and the expected revision', async () => {
    const stream = freshStream('subscriber');
    await fill(subject.store, stream, 3);
    await subject.store.truncateBefore(stream, 2);
    const behind = await append(subject.store, stream, 1, newEvent());
    expect(behind).to.include({ outcome: 'conflict', actual: 2 });
    const next = await append(subject.store, stream, 2, newEvent());
    expect(next).to.include({ outcome: 'appended', revision: 3 });
    expect(await revisionsOf(subject, stream)).to.deep.equal([2, 3]);
  });

  it('goes on where everything was truncated', async () => {
    const stream = freshStream('subscriber');
    await fill(subject.store, stream, 3);
    await subject.store.truncateBefore(stream, 3);
    expect(await revisionsOf(subject, stream)).to.deep.equal([]);
    const anew = await append(subject.store, stream, 'no_stream', newEvent());
    expect(anew).to.include({ outcome: 'conflict', actual: 2 });
    const event = newEvent();
    const next = await append(subject.store, stream, 2, event);
    expect(next).to.include({ outcome: 'appended', revision: 3 });
    expect(await idsIn(subject.store, stream)).to.deep.equal([event.eventId]);
  });

  it('still recognises a late repeat of what was truncated', async () => {
    const stream = freshStream('subscriber');
    const events = newEvents(2);
    await written(subject.store, { stream, expected: 'no_stream', events });
    await written(subject.store, { stream, expected: 1, events: [newEvent()] });
    await subject.store.truncateBefore(stream, 2);
    const again = await append(subject.store, stream, 'no_stream', ...events);
    // Its position is anybody's guess: EventStoreDB no longer answers the first one.
    expect(again).to.include({ outcome: 'appended', revision: 1 });
    expect(await revisionsOf(subject, stream)).to.deep.equal([2]);
  });
};
