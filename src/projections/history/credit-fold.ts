import type { CreditEvent } from '../../domain/credit/events.js';
import { creditOf, evolveCredit, noCredit, type CreditState } from '../../domain/credit/state.js';
import type { TemplateId } from '../../domain/ids.js';
import { creditSummary, foldCredit, type CreditRow, type CreditSummary } from './credit-row.js';

/** All of a person's credits, folded from their own stream. */
export type CreditFold = Readonly<{
  credit: CreditState;
  rows: ReadonlyMap<TemplateId, CreditRow>;
}>;

export const noCredits: CreditFold = Object.freeze({ credit: noCredit, rows: new Map() });

/** The fold after one more event at `revision`. */
export const foldCredits = (
  { credit, rows }: CreditFold,
  event: CreditEvent,
  revision: number,
): CreditFold => {
  const { templateId } = event.data;
  const row = foldCredit(rows.get(templateId) ?? null, event, String(revision));
  return {
    credit: evolveCredit(credit, event, revision),
    rows: new Map(rows).set(templateId, row),
  };
};

/** Template by template, in the order in which each first came up. */
export const creditSummaries = ({ credit, rows }: CreditFold): readonly CreditSummary[] =>
  [...rows].map(([templateId, row]) =>
    creditSummary(templateId, row, creditOf(credit, templateId).grants),
  );
