import type { TemplateInfo } from '../../application/ports/message-sender.js';

/** A template that some setting names, and the keys that its messages fill. */
export type WantedTemplate = Readonly<{
  templateId: string;
  keys: readonly string[];
  /** Whether messages take it for a long-term one. @default false */
  longTerm?: boolean;
}>;

/**
 * `unknown_template`: the account lacks it (40037 at each send). `unknown_key`: we fill a key that it
 * lacks. `missing_key`: it has a key that we leave out (47003 at each send; docs/wechat.md).
 * `not_lasting`: one acceptance is taken for many, and is good for one.
 */
export type TemplateProblem =
  | Readonly<{ code: 'unknown_template' | 'not_lasting'; templateId: string }>
  | Readonly<{ code: 'unknown_key' | 'missing_key'; templateId: string; key: string }>;

/** What is wrong between the templates in use and those of the account. */
export const problemsOf = (
  wanted: readonly WantedTemplate[],
  templates: readonly TemplateInfo[],
): readonly TemplateProblem[] => wanted.flatMap((one) => templateProblems(one, templates));

/** What is wrong between one template in use and those of the account. */
export const templateProblems = (
  wanted: WantedTemplate,
  templates: readonly TemplateInfo[],
): readonly TemplateProblem[] => {
  const { templateId } = wanted;
  const template = templates.find((one) => one.templateId === templateId);
  if (template === undefined) return [{ code: 'unknown_template', templateId }];
  const unknown = wanted.keys.filter((key) => !template.keys.includes(key));
  const missing = template.keys.filter((key) => !wanted.keys.includes(key));
  const isOneTime = wanted.longTerm === true && !template.lasting;
  return [
    ...(isOneTime ? [{ code: 'not_lasting' as const, templateId }] : []),
    ...unknown.map((key) => ({ code: 'unknown_key' as const, templateId, key })),
    ...missing.map((key) => ({ code: 'missing_key' as const, templateId, key })),
  ];
};

/** A problem in words for the operator who must mend it. */
export const describeTemplateProblem = (problem: TemplateProblem): string => {
  switch (problem.code) {
    case 'unknown_template':
      return `template ${problem.templateId}: the account has no such template`;
    case 'not_lasting':
      return `template ${problem.templateId}: it is a one-time one, and used as a long-term one`;
    case 'unknown_key':
      return `template ${problem.templateId}: it has no ${problem.key}, which our messages fill`;
    case 'missing_key':
      return `template ${problem.templateId}: it needs ${problem.key}, which our messages leave out`;
  }
};
