import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './reply.js';

/** Small pieces are sent together. */
const batchChars = 16_384;

async function* batched(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let batch = '';
  for await (const piece of pieces) {
    batch += piece;
    if (batch.length < batchChars) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

/** Rows that start to flow; the first is waited for, so that what fails at once is still a problem. */
export const begun = async <Item>(rows: AsyncIterable<Item>): Promise<AsyncIterable<Item>> => {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* all() {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
};

/** A file that is written as fast as its reader reads. */
export const download = (
  file: Readonly<{ name: string; contentType: string }>,
  pieces: AsyncIterable<string>,
): Reply => ({
  contentType: file.contentType,
  headers: { 'Content-Disposition': `attachment; filename="${file.name}"` },
  stream: async (response) => {
    await pipeline(Readable.from(batched(pieces)), response);
  },
});
