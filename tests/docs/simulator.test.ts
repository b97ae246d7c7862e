import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { document, rowsOf } from './markdown.js';

/** Addresses that the simulator serves of its own, as its routers name them. */
const served = (): ReadonlySet<string> => {
  const files = readdirSync('simulator/routes').filter((name) => name.endsWith('.ts'));
  const route = /router\.(get|put|patch|post|delete)\(\s*[`']((?:\/simulator)?\/[\w/:-]*)['`]/g;
  const found = files.flatMap((name) =>
    [...document(join('simulator/routes', name)).matchAll(route)].map(
      ([, method = '', path = '']) => `${method.toUpperCase()} ${path}`,
    ),
  );
  return new Set(found.filter((one) => /\/(simulator|messages)/.test(one)));
};

describe('docs/simulator.md', () => {
  const rows = rowsOf(document('docs/simulator.md'));

  it('lists every address of the simulator', () => {
    expect(served().size).to.be.greaterThan(25);
    expect([...served()].filter((address) => !rows.has(address))).to.deep.equal([]);
  });
});
