import type { TemplateCatalog, TemplateInfo } from '../../application/ports/message-sender.js';

/** A template that some setting names, and the keys that its messages fill. */
export type WantedTemplate = Readonly<{ templateId: string; keys: readonly string[] }>;

/**
 * `unknown_template`: the account lacks it (40037 at each send). `unknown_key`: we fill a key that it
 * lacks. `missing_key`: it has a key that we leave out (47003 at each send; docs/wechat.md).
 */
export type TemplateProblem =
  | Readonly<{ code: 'unknown_template'; templateId: string }>
  | Readonly<{ code: 'unknown_key' | 'missing_key'; templateId: string; key: string }>;

export type TemplateCheck =
  | Readonly<{ outcome: 'ok' }>
  | Readonly<{ outcome: 'mismatch'; problems: readonly TemplateProblem[] }>
  | Readonly<{ outcome: 'unavailable'; reason: string }>;

/** Compares the templates that are used with those that the account has. */
export const checkTemplates = async (
  catalog: TemplateCatalog,
  wanted: readonly WantedTemplate[],
): Promise<TemplateCheck> => {
  const listed = await catalog.list();
  if (listed.outcome === 'unavailable') return listed;
  const byId = new Map(listed.templates.map((template) => [template.templateId, template]));
  const problems = wanted.flatMap((one) => problemsOf(one, byId.get(one.templateId)));
  return problems.length === 0 ? { outcome: 'ok' } : { outcome: 'mismatch', problems };
};

const problemsOf = (
  wanted: WantedTemplate,
  template: TemplateInfo | undefined,
): readonly TemplateProblem[] => {
  const templateId = wanted.templateId;
  if (template === undefined) return [{ code: 'unknown_template', templateId }];
  const unknown = wanted.keys.filter((key) => !template.keys.includes(key));
  const missing = template.keys.filter((key) => !wanted.keys.includes(key));
  return [
    ...unknown.map((key) => ({ code: 'unknown_key' as const, templateId, key })),
    ...missing.map((key) => ({ code: 'missing_key' as const, templateId, key })),
  ];
};

/** A problem in words for the operator who must mend it. */
export const describeTemplateProblem = (problem: TemplateProblem): string => {
  switch (problem.code) {
    case 'unknown_template':
      return `template ${problem.templateId}: the account has no such template`;
    case 'unknown_key':
      return `template ${problem.templateId}: it has no ${problem.key}, which our messages fill`;
    case 'missing_key':
      return `template ${problem.templateId}: it needs ${problem.key}, which our messages leave out`;
  }
};
