import { expect } from 'chai';
import { type Cell, csvLines, ndjsonLines } from '../../../src/infrastructure/http/csv.js';

const records = async function* <Item>(...items: Item[]) {
  yield* items;
};
const all = async (lines: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const line of lines) text += line;
  return text;
};
const cell = async (value: Cell): Promise<string> => {
  const text = await all(csvLines(['a', 'b'], records({ a: value, b: 'end' })));
  return text.slice('a,b\r\n'.length, -',end\r\n'.length);
};

describe('CSV', () => {
  it('begins with the field names and has a line for each record, in the order of the fields', async () => {
    const lines = csvLines(['id', 'at', 'n'], records({ n: 1, id: 'x', at: null }));
    expect(await all(lines)).to.equal('id,at,n\r\nx,,1\r\n');
  });

  it('has the field names also when there is no record', async () => {
    expect(await all(csvLines(['id'], records()))).to.equal('id\r\n');
  });

  it('quotes what would end a cell or a line', async () => {
    expect(await cell('a,b')).to.equal('"a,b"');
    expect(await cell('say "hi"')).to.equal('"say ""hi"""');
    for (const end of ['\r\n', '\n', '\r']) expect(await cell(`a${end}b`)).to.equal(`"a${end}b"`);
  });

  it('has no cell that a spreadsheet would run', async () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
      expect(await cell(`${start}1+1`), JSON.stringify(start)).to.match(/^"?'/);
    expect(await cell('=HYPERLINK("http://x","y")')).to.equal(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  it('leaves numbers numbers', async () => {
    expect(await cell(-1)).to.equal('-1');
    expect(await cell(0)).to.equal('0');
    expect(await cell('A001')).to.equal('A001');
    expect(await cell('')).to.equal('');
  });
});

describe('NDJSON', () => {
  it('is one JSON text a line', async () => {
    expect(await all(ndjsonLines(records({ a: '\n' }, { b: 1 })))).to.equal(
      '{"a":"\\n"}\n{"b":1}\n',
    );
  });
});
