import { expect } from 'chai';
import type { JsonObject } from '../../../src/application/ports/event-store.js';
import type { Subject } from './harness.js';
import { append, freshStream, idsIn, newEvent, take } from './harness.js';

const kib = (count: number): string => 'x'.repeat(count * 1024);

/** What may be appended at all. */
export const appendLimits = (subject: Subject): void => {
  describe('what may be appended', () => {
    invalid(subject);
    sizes(subject);
    content(subject);
  });
};

const invalid = (subject: Subject): void => {
  it('refuses an empty append, whatever revision it expects', async () => {
    const stream = freshStream();
    await append(subject.store, stream, 'no_stream', newEvent());
    for (const expected of ['no_stream', 0, 7] as const) {
      const outcome = await append(subject.store, stream, expected);
      expect(outcome).to.include({ outcome: 'refused', reason: 'invalid' });
    }
  });

  it('refuses what is not JSON, and goes on working', async () => {
    const stream = freshStream();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const data of [{ n: 1n }, cycle, undefined, () => 1]) {
      const event = { ...newEvent(), data: data as unknown as JsonObject };
      const outcome = await append(subject.store, stream, 'no_stream', newEvent(), event);
      expect(outcome).to.include({ outcome: 'refused', reason: 'invalid' });
    }
    const outcome = await append(subject.store, stream, 'no_stream', newEvent());
    expect(outcome).to.include({ outcome: 'appended', revision: 0 });
  });

  it('refuses an id that is no UUID, a nameless event and a stream of the store itself', async () => {
    const stream = freshStream();
    const outcomes = [
      await append(subject.store, stream, 'no_stream', newEvent({}, 'command-1')),
      await append(subject.store, stream, 'no_stream', { ...newEvent(), type: '' }),
      await append(subject.store, stream, 'no_stream', { ...newEvent(), type: '$>' }),
      await append(subject.store, `$$${stream}`, 'no_stream', newEvent()),
      await append(subject.store, '', 'no_stream', newEvent()),
      await append(subject.store, stream, -1, newEvent()),
      await append(subject.store, stream, 0.5, newEvent()),
    ];
    for (const outcome of outcomes) {
      expect(outcome).to.include({ outcome: 'refused', reason: 'invalid' });
    }
    expect(await idsIn(subject.store, stream)).to.deep.equal([]);
  });
};

const sizes = (subject: Subject): void => {
  it('takes an event of 250 KiB and refuses one of 257', async () => {
    const stream = freshStream();
    const big = newEvent({ text: kib(250) });
    expect(await append(subject.store, stream, 'no_stream', big)).to.include({ revision: 0 });
    const [stored] = await take(subject.store.readStream({ stream }));
    expect(stored?.data).to.deep.equal(big.data);
    const tooBig = await append(subject.store, stream, 0, newEvent({ text: kib(257) }));
    expect(tooBig).to.include({ outcome: 'refused', reason: 'too_large' });
  });

  it('takes an append of 950 KiB and refuses one of 1000', async () => {
    const stream = freshStream();
    const parts = (count: number) =>
      Array.from({ length: 5 }, () => newEvent({ text: kib(count) }));
    const taken = await append(subject.store, stream, 'no_stream', ...parts(190));
    expect(taken).to.include({ outcome: 'appended', revision: 4 });
    const refused = await append(subject.store, stream, 4, ...parts(200));
    expect(refused).to.include({ outcome: 'refused', reason: 'too_large' });
  });
};

const content = (subject: Subject): void => {
  it('gives back exactly what was stored', async () => {
    const stream = freshStream();
    const data = {
      text: '快到您了 🎫 \u0000 \ud800 "quoted" \\ \u2028',
      numbers: [0, 0.1, 1e21, -5, 9007199254740991],
      nested: { list: [[], {}, null, true, false, ''], 'a.b': { $c: 1 } },
    };
    const event = { ...newEvent(data), metadata: { $causationId: 'x', commandId: '票' } };
    await append(subject.store, stream, 'no_stream', event);
    const [stored] = await take(subject.store.readStream({ stream }));
    expect(stored).to.deep.include({ ...event, stream, revision: 0 });
  });

  it('gives back a stream name with Chinese, dots and colons', async () => {
    const stream = `${freshStream('message')}:一号.near-turn.2`;
    await append(subject.store, stream, 'no_stream', newEvent());
    const [stored] = await take(subject.store.readStream({ stream }));
    expect(stored?.stream).to.equal(stream);
  });
};
