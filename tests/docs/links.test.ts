import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { document, documents, prose } from './markdown.js';

type Link = Readonly<{ from: string; path: string; anchor: string }>;

const linksOf = (from: string): readonly Link[] =>
  [...prose(document(from)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { from, path: path === '' ? from : join(dirname(from), path), anchor };
    });

/** A heading's anchor as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (path: string): readonly string[] =>
  [...prose(document(path)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('the documents', () => {
  it('link to files that are there', () => {
    const links = documents().flatMap(linksOf);
    expect(links.length).to.be.greaterThan(30);
    expect(links.filter(({ path }) => !existsSync(path))).to.deep.equal([]);
  });

  it('link to headings that are there', () => {
    const broken = documents()
      .flatMap(linksOf)
      .filter(({ path, anchor }) => anchor !== '' && existsSync(path))
      .filter(({ path, anchor }) => !anchorsIn(path).includes(anchor));
    expect(broken).to.deep.equal([]);
  });

  it('can each be reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached)
      for (const link of linksOf(path)) if (link.path.endsWith('.md')) reached.add(link.path);
    expect(documents().filter((path) => !reached.has(path))).to.deep.equal([]);
  });
});

describe('the decision records', () => {
  const records = readdirSync('docs/adr')
    .filter((name) => /^\d/.test(name))
    .toSorted();

  it('are numbered from 1, each number once', () => {
    const numbers = records.map((name) => Number(name.slice(0, 4)));
    expect(numbers).to.deep.equal(records.map((_, index) => index + 1));
  });

  it('are titled as their files are named', () => {
    for (const name of records) {
      const [, title = ''] = /^# \d{4} (.+)$/m.exec(document(join('docs/adr', name))) ?? [];
      expect(`${name.slice(0, 4)}-${anchorOf(title)}.md`).to.equal(name);
    }
  });

  it('say what was the matter, what was decided and what follows', () => {
    for (const name of records)
      for (const heading of ['Context', 'Decision', 'Consequences'])
        expect(document(join('docs/adr', name)), name).to.include(`\n## ${heading}\n`);
  });

  it('are all listed', () => {
    const list = document('docs/adr/README.md');
    for (const name of records) expect(list).to.include(`(${name})`);
  });
});
