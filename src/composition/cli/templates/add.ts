import type { TemplateInfo } from '../../../application/ports/message-sender.js';
import type { PublicKeyword } from '../../../application/ports/templates.js';
import type { Account } from './account.js';
import type { AddArguments } from './arguments.js';
import { CommandFailure } from './failure.js';
import { keywordFor, plans, textsFor, type Plan } from './plans.js';

type Print = (line: string) => void;

/** Takes a template for a kind from the public library, unless the account has one that fits already. */
export const addTemplate = async (
  account: Account,
  wanted: AddArguments,
  print: Print,
): Promise<string> => {
  const plan = plans[wanted.kind];
  const held = wanted.tid === undefined ? fittingOf(plan, await account.templates()) : undefined;
  if (held !== undefined) {
    print(`the account has one already: ${held.title}`);
    print(`template ${held.templateId}`);
    return held.templateId;
  }
  const tid = wanted.tid ?? (await tidFor(account, plan, print));
  const keywords = await account.keywords(tid);
  const keywordIds = wanted.keywordIds ?? chosenFrom(plan, keywords, tid);
  for (const kid of keywordIds) print(`  ${labelOf(keywords, kid)}`);
  const templateId = await account.add({ tid, keywordIds, scene: wanted.scene ?? plan.scene });
  print(`template ${templateId}`);
  return templateId;
};

/** One whose every key we can fill, which has a line for the number and the best title. */
const fittingOf = (plan: Plan, templates: readonly TemplateInfo[]): TemplateInfo | undefined =>
  plan.titles
    .flatMap((title) => templates.filter((one) => one.title === title && isFilled(plan, one)))
    .at(0);

const isFilled = (plan: Plan, template: TemplateInfo): boolean => {
  const texts = textsFor(plan, template);
  return (
    template.keys.length === plan.lines.length &&
    template.keys.every((key) => Object.hasOwn(texts, key))
  );
};

const tidFor = async (account: Account, plan: Plan, print: Print): Promise<string> => {
  const templates = await account.publicTemplates();
  const found = plan.titles
    .flatMap((title) => templates.find((one) => one.title === title && !one.lasting) ?? [])
    .at(0);
  if (found !== undefined) {
    print(`${found.title} (tid ${found.tid})`);
    return found.tid;
  }
  for (const { tid, title } of templates.filter((one) => /排队|叫号|取号|过号/.test(one.title)))
    print(`  tid ${tid}  ${title}`);
  throw new CommandFailure(
    `none of the account's categories has a one-time template titled ${plan.titles.join(', ')}: name one with --tid`,
  );
};

const chosenFrom = (
  plan: Plan,
  keywords: readonly PublicKeyword[],
  tid: string,
): readonly number[] => {
  const chosen = plan.lines.flatMap((line) => keywordFor(line, keywords)?.kid ?? []);
  const hasNumber = plan.lines.some(
    (line) => line.text === '{number}' && keywordFor(line, keywords) !== undefined,
  );
  if (hasNumber && chosen.length > 1) return chosen;
  const known = keywords.map(({ kid, name, rule }) => `${kid} ${name} (${rule})`);
  throw new CommandFailure(
    `template ${tid}: name its keywords with --kids, of these: ${known.join(', ')}`,
  );
};

const labelOf = (keywords: readonly PublicKeyword[], kid: number): string => {
  const keyword = keywords.find((one) => one.kid === kid);
  return keyword === undefined ? `keyword ${kid}` : `${keyword.rule}${kid}  ${keyword.name}`;
};
