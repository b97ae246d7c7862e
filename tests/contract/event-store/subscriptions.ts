import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import type { Position, RecordedEvent } from '../../../src/application/ports/event-store.js';
import { logStart } from '../../../src/application/ports/event-store.js';
import { heldBytes } from './held-bytes.js';
import type { Subject } from './harness.js';
import {
  append,
  fill,
  freshStream,
  here,
  idsIn,
  idsOf,
  newEvent,
  take,
  written,
} from './harness.js';

/** Following the log. */
export const subscriptions = (subject: Subject): void => {
  describe('following the log', () => {
    delivery(subject);
    resuming(subject);
    stopping(subject);
    slowness(subject);
  });
};

const delivery = (subject: Subject): void => {
  it('delivers what is there, then what comes', async () => {
    const stream = freshStream();
    await fill(subject.store, stream, 250);
    const all = take(subject.store.subscribe({ prefixes: [stream] }), 260);
    await pause(100);
    for (let head = 249; head < 259; head += 1) {
      await append(subject.store, stream, head, newEvent());
    }
    expect(idsOf(await all)).to.deep.equal(await idsIn(subject.store, stream));
  });

  it('waits for the first event of streams that do not exist yet', async () => {
    const [mine, other] = [freshStream('message'), freshStream('message')];
    const after = await here(subject.store);
    const first = take(subject.store.subscribe({ prefixes: [mine], after }), 1);
    await pause(50);
    await append(subject.store, other, 'no_stream', newEvent());
    const event = newEvent();
    await append(subject.store, mine, 'no_stream', event);
    expect(idsOf(await first)).to.deep.equal([event.eventId]);
  });

  it('delivers to many at once, each its own streams', async () => {
    const streams = Array.from({ length: 10 }, () => freshStream());
    const after = await here(subject.store);
    const followers = streams.map((stream) =>
      take(subject.store.subscribe({ prefixes: [stream], after }), 3),
    );
    await Promise.all(streams.map((stream) => fill(subject.store, stream, 3)));
    for (const [index, follower] of followers.entries()) {
      const names = (await follower).map((event) => event.stream);
      expect(names).to.deep.equal(Array.from({ length: 3 }, () => streams[index]));
    }
  });

  it('delivers soon after the append', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    await append(subject.store, stream, 'no_stream', newEvent());
    const follower = subject.store.subscribe({ prefixes: [stream], after })[Symbol.asyncIterator]();
    await follower.next();
    let slowest = 0;
    for (let head = 0; head < 10; head += 1) {
      const began = performance.now();
      const [next] = await Promise.all([
        follower.next(),
        append(subject.store, stream, head, newEvent()),
      ]);
      expect(next.done).to.equal(false);
      slowest = Math.max(slowest, performance.now() - began);
    }
    await follower.return?.();
    expect(slowest).to.be.lessThan(1000);
  });
};

const resuming = (subject: Subject): void => {
  it('delivers the events after a position, each once', async () => {
    const stream = freshStream();
    await fill(subject.store, stream, 5);
    const [, second] = await take(subject.store.readStream({ stream }));
    const after = second?.position ?? logStart;
    const rest = await take(subject.store.subscribe({ prefixes: [stream], after }), 3);
    expect(rest.map((event) => event.revision)).to.deep.equal([2, 3, 4]);
  });

  it('leaves no gap and repeats nothing, however often it is taken up again', async () => {
    const streams = [freshStream(), freshStream('message'), freshStream()];
    let after: Position = await here(subject.store);
    const writers = Promise.all(
      streams.map(async (stream) => {
        for (let n = 0; n < 60; n += 1) {
          const expected = n === 0 ? 'no_stream' : n - 1;
          await written(subject.store, { stream, expected, events: [newEvent()] });
        }
      }),
    );
    const seen: RecordedEvent[] = [];
    while (seen.length < 180) {
      const some = subject.store.subscribe({ prefixes: streams, after });
      seen.push(...(await take(some, Math.min(1 + (seen.length % 7), 180 - seen.length))));
      after = seen.at(-1)?.position ?? after;
    }
    await writers;
    expect(seen).to.deep.equal(await take(subject.store.readAll({ prefixes: streams })));
    for (const stream of streams) {
      const mine = seen.filter((event) => event.stream === stream);
      expect(mine.map((event) => event.revision)).to.deep.equal(mine.map((_, n) => n));
    }
  });
};

const stopping = (subject: Subject): void => {
  it('ends when it is aborted while it waits', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    const abort = new AbortController();
    await append(subject.store, stream, 'no_stream', newEvent());
    let seen = 0;
    for await (const _ of subject.store.subscribe({
      prefixes: [stream],
      after,
      signal: abort.signal,
    })) {
      seen += 1;
      setTimeout(() => abort.abort(), 50);
    }
    expect(seen).to.equal(1);
  });

  it('ends when it is aborted between two events', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    const abort = new AbortController();
    await fill(subject.store, stream, 50);
    let seen = 0;
    for await (const _ of subject.store.subscribe({
      prefixes: [stream],
      after,
      signal: abort.signal,
    })) {
      seen += 1;
      if (seen === 3) abort.abort();
    }
    expect(seen).to.equal(3);
  });

  it('delivers nothing when it was aborted before it began', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    await fill(subject.store, stream, 3);
    const signal = AbortSignal.abort();
    expect(
      await take(subject.store.subscribe({ prefixes: [stream], after, signal })),
    ).to.deep.equal([]);
  });
};

const slowness = (subject: Subject): void => {
  it('holds little memory for a consumer that is slow, and loses it nothing', async () => {
    const after = await here(subject.store);
    const stream = freshStream();
    const big = 'x'.repeat(200 * 1024);
    await append(subject.store, stream, 'no_stream', newEvent());
    const follower = subject.store.subscribe({ prefixes: [stream], after })[Symbol.asyncIterator]();
    await follower.next();
    const before = heldBytes();
    for (let head = 0; head < 300; head += 1) {
      await append(subject.store, stream, head, newEvent({ big }));
    }
    await pause(200);
    // 60 MiB were written meanwhile.
    expect(heldBytes() - before).to.be.lessThan(30 * 1024 * 1024);
    for (let revision = 1; revision <= 300; revision += 1) {
      const next = await follower.next();
      expect(next.done === true ? null : next.value.revision).to.equal(revision);
    }
    await follower.return?.();
  });
};
