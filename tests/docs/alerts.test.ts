import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { z } from 'zod';
import { document } from './markdown.js';
import { metricNames } from './metrics.js';

const rulesFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Nearturn[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string(), runbook_url: z.string() }),
        }),
      ),
    }),
  ),
});

/** The metrics of an expression: its names that are neither functions, operators nor labels. */
const metricsIn = (expr: string): readonly string[] =>
  [
    ...expr
      .replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(by|without) \([^)]*\)/g, ' ')
      .matchAll(/\b[a-z][a-z_]*\b(?! *\()/g),
  ]
    .map(([name]) => name)
    .filter((name) => !['and', 'or', 'unless', 'sum', 'max', 'min'].includes(name))
    .map((name) => name.replace(/_(count|bucket|sum)$/, ''));

describe('docs/alerts/nearturn.rules.yml', () => {
  const { groups } = rulesFile.parse(parse(document('docs/alerts/nearturn.rules.yml')));
  const rules = groups.flatMap((group) => group.rules);
  const known = metricNames();

  it('names each alert once', () => {
    const names = rules.map(({ alert }) => alert);
    expect(names.length).to.be.greaterThan(8);
    expect(new Set(names).size).to.equal(names.length);
  });

  for (const { alert, expr, annotations } of rules) {
    it(`${alert} asks for metrics that are there`, () => {
      const asked = metricsIn(expr);
      expect(asked).to.not.deep.equal([]);
      expect(asked.filter((name) => !known.includes(name))).to.deep.equal([]);
    });

    it(`${alert} has a runbook that names it and is listed`, () => {
      const path = annotations.runbook_url;
      expect(path).to.match(/^docs\/runbooks\/[a-z-]+\.md$/);
      expect(existsSync(path), path).to.equal(true);
      expect(document(path)).to.include(`\`${alert}\``);
      expect(document('docs/runbooks/README.md')).to.include(
        `(${path.slice('docs/runbooks/'.length)})`,
      );
    });
  }
});
