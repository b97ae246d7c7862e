import { expect } from 'chai';
import { z } from 'zod';
import { readSettings } from '../../src/infrastructure/config/settings.js';
import { plans } from '../../src/composition/cli/templates/plans.js';
import { problemTable } from '../../src/infrastructure/http/problem.js';
import { document, rowsOf } from './markdown.js';
import { metricNames } from './metrics.js';

describe('docs/configuration.md', () => {
  const text = document('docs/configuration.md');
  const [service = '', simulator = ''] = text.split(/^## The simulator on its own$/m);
  const rows = rowsOf(service);
  const defaults = Object.entries(readSettings({}));

  for (const [name, value] of defaults)
    it(`describes ${name} and its default`, () => {
      expect(rows.get(name) ?? '').to.match(/\|.+\|.+\|/);
      if (value !== null) expect(rows.get(name)).to.include(`| \`${String(value)}\``);
    });

  it('describes no setting that is not there', () => {
    const names = new Set(defaults.map(([name]) => name));
    expect([...rows.keys()].filter((name) => !names.has(name as never))).to.deep.equal([]);
  });

  it('describes what the templates command reads', () => {
    const code = document('src/composition/cli/templates/environment.ts');
    const names = [...code.matchAll(/^  ([A-Z_]+): \w/gm)].map(([, name = '']) => name);
    expect(names).to.include('NEARTURN_URL');
    const [, command = ''] = text.split(/^## The templates command$/m);
    for (const name of names) expect(command).to.include(`\`${name}\``);
  });

  it('describes what the simulator reads when it runs alone', () => {
    const read = [...document('simulator/main.ts').matchAll(/env\['(\w+)'\]/g)];
    const names = new Set(read.map(([, name = '']) => name));
    expect(names.size).to.be.greaterThan(2);
    for (const name of names) expect(simulator).to.include(`\`${name}\``);
  });
});

describe('docs/wechat.md', () => {
  const [, templates = ''] = document('docs/wechat.md').split(/^### Titles and keywords$/m);

  for (const [kind, { titles, lines }] of Object.entries(plans))
    it(`names the titles and keywords of ${kind}, best first`, () => {
      for (const names of [titles, ...lines.map((line) => line.names)])
        expect(templates).to.include(names.join(', '));
    });
});

describe('docs/http-api.md', () => {
  const text = document('docs/http-api.md');
  const rows = rowsOf(text);

  it('lists every problem code under its status', () => {
    for (const [code, [status]] of Object.entries(problemTable))
      expect(rows.get(code) ?? '', code).to.match(new RegExp(`\\| ${status} +\\|`));
  });
});

describe('docs/operations.md', () => {
  const rows = rowsOf(document('docs/operations.md'));

  it('describes every metric', () => {
    const names = metricNames();
    expect(names.length).to.be.greaterThan(8);
    for (const name of names) expect(rows.has(name), name).to.equal(true);
  });

  it('describes no metric that is not there', () => {
    const names = metricNames();
    const described = [...rows].filter(([, row]) => /\| (gauge|counter|histogram) +\|/.test(row));
    expect(described.map(([name]) => name).filter((name) => !names.includes(name))).to.deep.equal(
      [],
    );
  });
});

describe('docs/dependencies.md', () => {
  const rows = rowsOf(document('docs/dependencies.md'));
  const all = z.record(z.string(), z.string());
  const shape = z.object({ dependencies: all.default({}), devDependencies: all });
  const names = ['package.json', 'web/package.json'].flatMap((file) => {
    const { dependencies, devDependencies } = shape.parse(JSON.parse(document(file)));
    return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  });

  it('says of each dependency why it is there', () => {
    expect(names.filter((name) => !rows.has(name))).to.deep.equal([]);
  });

  it('says nothing of what is not there', () => {
    expect([...rows.keys()].filter((name) => !names.includes(name))).to.deep.equal([]);
  });
});
