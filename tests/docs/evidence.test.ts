import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { document } from './markdown.js';

/** A claim and the test that bears it out, as a table names them: `tests/…/some.test.ts`: _its title_. */
const citation = /`(tests\/[^`]+\.ts)`: _([^|]+?)_ *\|/g;

const section = (title: string): string => {
  const [, text = ''] = document('docs/wechat.md').split(new RegExp(`^## ${title}$`, 'm'));
  return text.split(/^## /m)[0] ?? '';
};

const rowsIn = (title: string): readonly string[] =>
  section(title)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);

/** A title may be put together from a variable; what is fixed of it has to be there. */
const isTitleIn = (text: string, title: string): boolean => {
  const normal = title.replaceAll('’', "'");
  return text.replaceAll('’', "'").replaceAll("\\'", "'").includes(normal);
};

for (const title of ['Against WxJava and the sample', 'WxJava’s known defects'])
  describe(`docs/wechat.md: ${title}`, () => {
    const rows = rowsIn(title);

    it('has rows', () => {
      expect(rows.length).to.be.greaterThan(9);
    });

    for (const row of rows) {
      const name = row.split('|')[1]?.trim() ?? '';
      it(`${name}: is tested where it says`, () => {
        const cited = [...row.matchAll(citation)];
        // What we leave out on purpose has no test: it says so.
        if (cited.length === 0) expect(row).to.match(/not done:/);
        for (const [, file = '', test = ''] of cited) {
          expect(existsSync(file), file).to.equal(true);
          expect(isTitleIn(document(file), test), `${file}: ${test}`).to.equal(true);
        }
      });
    }
  });
