import { expect } from 'chai';
import type { ReadStream } from '../../../src/application/ports/event-store.js';
import type { Subject } from './harness.js';
import { append, fill, freshStream, idsIn, newEvent, take } from './harness.js';

/** Reading one stream. */
export const streamReads = (subject: Subject): void => {
  describe('reading a stream', () => {
    const stream = freshStream();
    const count = 1234;
    before(() => fill(subject.store, stream, count));

    const revisions = async (read: Omit<ReadStream, 'stream'>): Promise<number[]> =>
      (await take(subject.store.readStream({ stream, ...read }))).map((event) => event.revision);

    it('finds nothing in a stream that does not exist', async () => {
      expect(await idsIn(subject.store, freshStream())).to.deep.equal([]);
      const backwards = { stream: freshStream(), direction: 'backwards', from: 5 } as const;
      expect(await take(subject.store.readStream(backwards))).to.deep.equal([]);
    });

    it('reads all of it in order, over many pages', async () => {
      const events = await take(subject.store.readStream({ stream }));
      expect(events.map((event) => event.revision)).to.deep.equal(upTo(count));
      expect(events.map((event) => event.data)).to.deep.equal(upTo(count).map(numberInBatch));
      const positions = events.map((event) => event.position);
      expect(positions).to.deep.equal([...new Set(positions)].sort());
    });

    it('reads all of it backwards', async () => {
      expect(await revisions({ direction: 'backwards' })).to.deep.equal(upTo(count).reverse());
    });

    it('starts where it is told and stops at the limit', async () => {
      expect(await revisions({ from: 1000, limit: 3 })).to.deep.equal([1000, 1001, 1002]);
      expect(await revisions({ from: 1232 })).to.deep.equal([1232, 1233]);
      expect(await revisions({ limit: 0 })).to.deep.equal([]);
      expect(await revisions({ limit: 1 })).to.deep.equal([0]);
      expect((await revisions({ limit: 700 })).length).to.equal(700);
    });

    it('starts backwards where it is told and stops at the limit', async () => {
      const direction = 'backwards';
      expect(await revisions({ direction, from: 2 })).to.deep.equal([2, 1, 0]);
      expect(await revisions({ direction, limit: 2 })).to.deep.equal([1233, 1232]);
      expect(await revisions({ direction, from: 5, limit: 2 })).to.deep.equal([5, 4]);
    });

    it('finds nothing after the end, and the end backwards from beyond it', async () => {
      expect(await revisions({ from: count })).to.deep.equal([]);
      expect(await revisions({ from: 9999 })).to.deep.equal([]);
      const beyond = await revisions({ direction: 'backwards', from: 9999, limit: 2 });
      expect(beyond).to.deep.equal([1233, 1232]);
    });

    it('sees every append that was answered before it was asked', async () => {
      const other = freshStream();
      for (let head = -1; head < 20; head += 1) {
        await append(subject.store, other, head < 0 ? 'no_stream' : head, newEvent());
        expect(await idsIn(subject.store, other)).to.have.length(head + 2);
      }
    });

    it('lets a reader go in the middle', async () => {
      for (let round = 0; round < 20; round += 1) {
        expect(await take(subject.store.readStream({ stream }), 5)).to.have.length(5);
      }
      expect(await revisions({ from: count - 1 })).to.deep.equal([count - 1]);
    });
  });
};

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const numberInBatch = (n: number): { n: number } => ({ n: n % 100 });
