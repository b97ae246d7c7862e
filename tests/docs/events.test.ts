import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { catalogVersions } from '../../src/application/events/codec.js';
import { testData } from '../support/test-data.js';
import { document, rowsOf } from './markdown.js';

const text = document('docs/events.md');
const rows = rowsOf(text);

/** A row, and the one that it refers to with "as `Other`". */
const rowOf = (type: string): string => {
  const row = rows.get(type) ?? '';
  const other = /as `(\w+)`/.exec(row)?.[1];
  return other === undefined ? row : `${row} ${rows.get(other) ?? ''}`;
};

type Golden = Readonly<{ type: string; data: object; metadata: object }>;
const golden = readdirSync('tests/data/events').map((name) => testData(`events/${name}`) as Golden);

describe('docs/events.md', () => {
  for (const type of Object.keys(catalogVersions))
    it(`describes ${type}`, () => {
      expect(rows.has(type)).to.equal(true);
    });

  it('names every field of every event that is kept as an example', () => {
    const missing = golden.flatMap(({ type, data }) =>
      Object.keys(data)
        .filter((field) => !rowOf(type).includes(`\`${field}\``))
        .map((field) => `${type}.${field}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('names every field of the metadata', () => {
    const fields = new Set(golden.flatMap(({ metadata }) => Object.keys(metadata)));
    expect([...fields].filter((field) => !rows.has(field))).to.deep.equal([]);
  });

  it('describes no event that is not there', () => {
    const events = [...rows.keys()].filter((name) => /^[A-Z]/.test(name));
    expect(events.filter((name) => !Object.hasOwn(catalogVersions, name))).to.deep.equal([]);
  });
});
