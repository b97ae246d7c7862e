import { expect } from 'chai';
import fc from 'fast-check';
import { createSseReader, type StreamEvent } from '../../miniprogram/logic/sse.js';
import { createUtf8Reader } from '../../miniprogram/logic/utf8.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Cuts bytes at these places. */
const cut = (bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
};

const eventsOf = (pieces: readonly Uint8Array[]): readonly StreamEvent[] => {
  const events: StreamEvent[] = [];
  const read = createSseReader((event) => events.push(event));
  for (const piece of pieces) read(piece);
  return events;
};

const places = fc.array(fc.nat({ max: 2000 }), { maxLength: 12 });

describe('Text out of bytes', () => {
  it('is what it was, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), places, (text, where) => {
        const read = createUtf8Reader();
        const pieces = cut(bytesOf(text), where);
        expect(pieces.map(read).join('')).to.equal(text);
      }),
    );
  });

  it('is readable around bytes that are no text', () => {
    const read = createUtf8Reader();
    expect(read(Uint8Array.of(0x41, 0xff, 0x42, 0xe5, 0x8f, 0x43))).to.equal('A\uFFFDB\uFFFDC');
    for (const wrong of [
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe0, 0x80, 0x80],
    ])
      expect(createUtf8Reader()(Uint8Array.from(wrong))).to.match(/^\uFFFD+$/);
  });
});

describe('Events out of a stream', () => {
  const sample = [
    ': hello\n\n',
    'id: 7\nevent: snapshot\ndata: {"number":"甲001"}\n\n',
    ':\n\n',
    'id: 8\nevent: change\ndata: one\ndata:two\n\n',
    'data: 快到您了\n\n',
    'event: nothing\n\n',
  ].join('');
  const events: readonly StreamEvent[] = [
    { event: 'snapshot', data: '{"number":"甲001"}', id: '7' },
    { event: 'change', data: 'one\ntwo', id: '8' },
    { event: 'message', data: '快到您了', id: '8' },
  ];

  for (const [name, end] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const)
    it(`are the same with ${name}, wherever the stream is cut`, () => {
      // A CR at the very end may be half of a CRLF: what follows it tells.
      const bytes = bytesOf(`\uFEFF${sample.replaceAll('\n', end)}:\n`);
      fc.assert(
        fc.property(places, (where) => {
          expect(eventsOf(cut(bytes, where))).to.deep.equal(events);
        }),
      );
    });

  it('are not handed out before they are whole', () => {
    expect(eventsOf([bytesOf('id: 1\ndata: half\n')])).to.deep.equal([]);
  });

  it('go on from the id of the stream before', () => {
    const found: StreamEvent[] = [];
    createSseReader((event) => found.push(event), '41')(bytesOf('data: x\n\n'));
    expect(found).to.deep.equal([{ event: 'message', data: 'x', id: '41' }]);
  });
});
