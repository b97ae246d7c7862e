import { ask, phonePath, templates } from '../api.js';
import type { Settings, Template } from '../api.js';
import { api, ApiFailure } from './callbacks.js';
import type { Failure } from './callbacks.js';

/** What the person chose: an answer for each template, and whether to keep them all. */
export type PopupAnswer = Readonly<{
  answers: Readonly<Record<string, 'accept' | 'reject'>>;
  keep: boolean;
}>;

/** Shows the popup and waits for the person. */
export type Popup = (asked: readonly Template[]) => Promise<PopupAnswer>;

type Asked = Readonly<{ tmplIds?: readonly string[] }>;

/** More are refused before anything is shown. */
const mostTemplates = 5;

const notByTap = {
  errMsg: 'requestSubscribeMessage:fail can only be invoked by user TAP gesture.',
};

/** `wx.requestSubscribeMessage`: the popup is ours, what follows from the answer is the simulator's. */
export const subscribing = (user: string, popup: Popup, isTapping: () => boolean) => {
  const path = phonePath(user, 'subscribe');
  const run = async ({ tmplIds = [] }: Asked): Promise<Failure> => {
    const wanted = await unanswered(user, tmplIds);
    const chosen = wanted.length === 0 ? { answers: {}, keep: false } : await popup(wanted);
    const { answers: answer, keep } = chosen;
    const result = await ask<Failure>('POST', path, { tmplIds, answer, keep });
    if (result.errCode !== undefined) throw new ApiFailure(result);
    return result;
  };
  return {
    requestSubscribeMessage: api('requestSubscribeMessage', (asked: Asked) => {
      // Looked at before anything is awaited: a tap is over soon.
      if (!isTapping()) throw new ApiFailure(notByTap);
      return run(asked);
    }),
  };
};

/** The templates to show: none where WeChat knows all answers, or refuses the call anyway. */
const unanswered = async (
  user: string,
  tmplIds: readonly string[],
): Promise<readonly Template[]> => {
  const { mainSwitch, itemSettings } = await ask<Settings>('GET', phonePath(user, 'settings'));
  if (!mainSwitch || tmplIds.length > mostTemplates) return [];
  const known = new Map((await templates()).map((one) => [one.priTmplId, one]));
  const asked = tmplIds.flatMap((id) => known.get(id) ?? []);
  if (asked.length < tmplIds.length) return [];
  return asked.filter(({ priTmplId }) => itemSettings[priTmplId] === undefined);
};
