import { z } from 'zod';
import type { Phones } from './phones.js';
import type { Pushes } from '../push/push.js';
import type { Sending } from './sending.js';

const answers = z.enum([
  'accept',
  'reject',
  'ban',
  'filter',
  'acceptWithAlert',
  'acceptWithAudio',
  'acceptWithForcePush',
]);

/** A tap on the popup: one answer for all templates, or one for each. */
export const subscribeSchema = z.strictObject({
  tmplIds: z.array(z.string()),
  answer: z.union([answers, z.record(z.string(), answers)]).default('accept'),
  /** Whether the person ticked 总是保持以上选择. */
  keep: z.boolean().default(false),
  /** The error code with which the popup fails, whatever was asked. */
  fail: z.int().optional(),
});
export type Tap = z.infer<typeof subscribeSchema>;

/** What `wx.requestSubscribeMessage` hands to its success or fail callback (docs/wechat.md). */
export type TapResult = Readonly<Record<string, string | number>>;

const maxTemplates = 5;

/** WeChat's words for each code (docs/wechat.md). */
const failures: Readonly<Record<number, string>> = {
  10001: "TmplIds can't be empty",
  10002: 'Request list fail',
  10003: 'Request subscribe fail',
  10004: 'Invalid template id',
  10005: 'Cannot show subscribe message UI',
  20001: 'No template data return, verify the template id exist',
  20002: 'Templates type must be same',
  20003: 'Templates count out of max bounds',
  20004: 'The main switch is switched off',
  20005: 'This mini program was banned from subscribing messages',
  20013: 'Reject DeviceMsg Template',
};

/** Does what WeChat does when this person taps: each answer that starts with `accept` is one message. */
export const requestSubscribeMessage = (
  world: Readonly<{ phones: Phones; sending: Sending; pushes: Pushes }>,
  name: string,
  tap: Tap,
): TapResult => {
  const errCode = tap.fail ?? whyNot(world.sending, tap.tmplIds);
  if (errCode !== null) return failed(errCode);
  const { settings } = world.phones;
  const { mainSwitch, itemSettings } = settings.of(name);
  if (!mainSwitch) return failed(20004);
  const results = tap.tmplIds.map((id) => [id, itemSettings[id] ?? answerFor(tap, id)] as const);
  for (const [id, answer] of results) {
    const isAccepted = answer.startsWith('accept');
    if (isAccepted) world.phones.accept(name, id);
    else world.phones.decline(name, id);
    if (tap.keep) settings.keep(name, id, isAccepted ? 'accept' : 'reject');
  }
  const isSilent = tap.tmplIds.every((id) => itemSettings[id] !== undefined);
  if (!isSilent || world.sending.switches().silentTaps !== 'quiet')
    world.pushes.popup(world.phones.openId(name), results);
  return { errMsg: 'requestSubscribeMessage:ok', ...Object.fromEntries(results) };
};

const answerFor = (tap: Tap, templateId: string): string => {
  if (typeof tap.answer === 'string') return tap.answer;
  return (Object.hasOwn(tap.answer, templateId) ? tap.answer[templateId] : undefined) ?? 'reject';
};

const whyNot = (sending: Sending, templateIds: readonly string[]): number | null => {
  if (templateIds.length === 0) return 10001;
  if (templateIds.length > maxTemplates) return 20003;
  const types = templateIds.map((id) => sending.typeOf(id));
  if (types.includes(null)) return 20001;
  return new Set(types).size > 1 ? 20002 : null;
};

const failed = (errCode: number): TapResult => ({
  errMsg: `requestSubscribeMessage:fail ${failures[errCode] ?? ''}`,
  errCode,
});
