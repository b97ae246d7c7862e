import { z } from 'zod';
import type { Phones } from './phones.js';
import type { Pushes } from './push.js';
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
});
export type Tap = z.infer<typeof subscribeSchema>;

/** What `wx.requestSubscribeMessage` hands to its success or fail callback (docs/wechat.md). */
export type TapResult = Readonly<Record<string, string | number>>;

const maxTemplates = 5;

/** Does what WeChat does when this person taps: each answer that starts with `accept` is one message. */
export const requestSubscribeMessage = (
  world: Readonly<{ phones: Phones; sending: Sending; pushes: Pushes }>,
  name: string,
  tap: Tap,
): TapResult => {
  if (tap.tmplIds.length === 0) return failed(10001, "TmplIds can't be empty");
  if (tap.tmplIds.length > maxTemplates) return failed(20003, 'Templates count out of max bounds');
  if (!tap.tmplIds.every((id) => world.sending.knows(id))) {
    return failed(20001, 'No template data return, verify the template id exist');
  }
  const results = tap.tmplIds.map((id) => [id, answerFor(tap, id)] as const);
  for (const [id, answer] of results) {
    if (answer.startsWith('accept')) world.phones.accept(name, id);
    else world.phones.decline(name, id);
  }
  world.pushes.popup(world.phones.openId(name), results);
  return { errMsg: 'requestSubscribeMessage:ok', ...Object.fromEntries(results) };
};

const answerFor = (tap: Tap, templateId: string): string => {
  if (typeof tap.answer === 'string') return tap.answer;
  return (Object.hasOwn(tap.answer, templateId) ? tap.answer[templateId] : undefined) ?? 'reject';
};

const failed = (errCode: number, text: string): TapResult => ({
  errMsg: `requestSubscribeMessage:fail ${text}`,
  errCode,
});
