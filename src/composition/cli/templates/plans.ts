import type { PublicKeyword } from '../../../application/ports/templates.js';
import { keywordType } from '../../../domain/message/keyword-rules.js';
import type { MessageKind } from '../../../domain/streams.js';

/** One line of a message: the text that fills it, and the keywords that suit it, best first. */
export type PlanLine = Readonly<{ text: string; rule: string; names: readonly string[] }>;

/** What a kind of message wants of a template (docs/wechat.md, "Templates"). */
export type Plan = Readonly<{
  titles: readonly string[];
  scene: string;
  lines: readonly PlanLine[];
}>;

const service: PlanLine = {
  text: '{service}',
  rule: 'thing',
  names: ['业务名称', '服务名称', '办理业务', '业务类型', '排队业务', '服务项目'],
};
const number: PlanLine = {
  text: '{number}',
  rule: 'character_string',
  names: ['排队号码', '排队号', '您的号码', '号码', '票号', '取号号码'],
};
const ahead: PlanLine = {
  text: '{ahead}',
  rule: 'number',
  names: ['前面人数', '前方人数', '等待人数', '排队人数', '前面等待人数'],
};
const windowLine = (text: string): PlanLine => ({
  text,
  rule: 'thing',
  names: ['办理窗口', '窗口', '叫号窗口', '服务窗口', '窗口号', '办理地点'],
});
const hint = (text: string): PlanLine => ({
  text,
  rule: 'thing',
  names: ['温馨提示', '提示', '备注', '提醒', '提示信息'],
});

const callingTitles = ['叫号提醒', '叫号通知', '排队叫号通知', '排队到号通知', '排队提醒'];

export const plans: Readonly<Record<MessageKind, Plan>> = {
  'near-turn': {
    titles: callingTitles,
    scene: '快轮到时提醒',
    lines: [service, windowLine('{windows}'), number, ahead, hint('快到您了,请关注窗口和叫号情况')],
  },
  called: {
    titles: callingTitles,
    scene: '叫号时提醒',
    lines: [service, windowLine('{window}'), number, ahead, hint('请到窗口办理')],
  },
  queued: {
    titles: ['排队成功通知', '取号成功通知', '排队通知', '取号通知'],
    scene: '取号后通知',
    lines: [service, number, ahead, hint('取号成功,请留意叫号')],
  },
  missed: {
    titles: ['过号提醒', '过号通知', '叫号过号提醒'],
    scene: '过号时提醒',
    lines: [service, number, hint('您已过号,请到服务台')],
  },
};

/** The line that a keyword of this name and type stands for; undefined for one that we know nothing of. */
export const lineFor = (plan: Plan, name: string, rule: string): PlanLine | undefined =>
  plan.lines.find((line) => line.rule === rule && line.names.includes(name));

/** The keyword of a public template that suits a line best. */
export const keywordFor = (
  line: PlanLine,
  keywords: readonly PublicKeyword[],
): PublicKeyword | undefined => {
  const fitting = keywords.filter(({ rule }) => rule === line.rule);
  return line.names.flatMap((name) => fitting.find((one) => one.name === name) ?? []).at(0);
};

/** The texts for a template's keys, as far as their labels tell. */
export const textsFor = (
  plan: Plan,
  template: Readonly<{ keys: readonly string[]; labels: Readonly<Record<string, string>> }>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    template.keys.flatMap((key) => {
      const line = lineFor(plan, template.labels[key] ?? '', keywordType(key) ?? '');
      return line === undefined ? [] : [[key, line.text] as const];
    }),
  );
