import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';

// The tests run at the root of the repository.
const domain = resolve('src/domain');

const sources = readdirSync(domain, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ file: join(domain, name), text: readFileSync(join(domain, name), 'utf8') }));

const specifiersOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"]([^'"]+)['"]/g)].flatMap(
    ([, specifier]) => specifier ?? [],
  );

const isInside = (file: string, specifier: string): boolean =>
  specifier.startsWith('.') &&
  !relative(domain, resolve(dirname(file), specifier)).startsWith('..');

const codeOf = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '');

describe('the domain', () => {
  it('is there to be looked at', () => {
    expect(sources.length).to.be.greaterThan(10);
    expect(sources.flatMap(({ text }) => specifiersOf(text)).length).to.be.greaterThan(20);
  });

  it('imports nothing from outside itself', () => {
    const outside = sources.flatMap(({ file, text }) =>
      specifiersOf(text)
        .filter((specifier) => !isInside(file, specifier))
        .map((specifier) => `${relative(domain, file)} imports ${specifier}`),
    );
    expect(outside).to.deep.equal([]);
  });

  it('has no clock, no chance and no surroundings', () => {
    const impure =
      /Date\.now|new Date\(\)|performance\.|Math\.random|randomUUID|setTimeout|process\.|globalThis/;
    const found = sources.flatMap(({ file, text }) =>
      (impure.exec(codeOf(text)) ?? []).map((what) => `${relative(domain, file)} has ${what}`),
    );
    expect(found).to.deep.equal([]);
  });
});
