import type { CreditEvent } from '../../domain/credit/events.js';
import {
  type Grant,
  type TemplateCredit,
  creditOf,
  evolveCredit,
} from '../../domain/credit/state.js';

/** A grant as history keeps it: the domain's own state and where it stands in the log. */
export type GrantRow = Readonly<{ grant: Grant; position: string }>;

const creditFrom = (rows: readonly GrantRow[]): TemplateCredit => ({
  grants: rows.map(({ grant }) => grant),
  declined: false,
});

/**
 * The grants of one person and template that one more event made or changed.
 * @param rows all their grants, in the order of their revisions
 */
export const foldGrants = (
  rows: readonly GrantRow[],
  event: CreditEvent,
  at: Readonly<{ revision: number; position: string }>,
): readonly GrantRow[] => {
  const { templateId } = event.data;
  const before = {
    revision: at.revision - 1,
    templates: new Map([[templateId, creditFrom(rows)]]),
  };
  const { grants } = creditOf(evolveCredit(before, event, at.revision), templateId);
  return grants.flatMap((grant, index) => {
    const row = rows[index];
    if (row?.grant === grant) return [];
    return [{ grant, position: row?.position ?? at.position }];
  });
};
