import type { LimitedCodeRequest, UnlimitedCodeRequest } from '../../application/ports/wechat.js';

/** What a scene may hold: 1 to 32 of these characters (docs/wechat.md). */
const sceneForm = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;
const leastWidth = 280;
const mostWidth = 1280;
/** Characters of a path, by the call that draws it. */
const longestPath = { createwxaqrcode: 128, getwxacode: 1024 } as const;

/** Whether WeChat takes this text as a scene. */
export const isScene = (text: string): boolean => sceneForm.test(text);

/** Why WeChat would refuse this code, or null. */
export const problemOfUnlimited = ({ scene, page, width }: UnlimitedCodeRequest): string | null => {
  if (!isScene(scene))
    return "scene: expected 1 to 32 characters of 0-9 A-Z a-z !#$&'()*+,/:;=?@-._~";
  if (!/^[^/?][^?]*$/.test(page)) return 'page: expected no leading slash and no query';
  return problemOfWidth(width);
};

/** The same for a code of the lifetime quota. */
export const problemOfLimited = ({ api, path, width }: LimitedCodeRequest): string | null => {
  const longest = longestPath[api];
  if (path === '' || path.length > longest)
    return `path: expected 1 to ${longest} characters, found ${path.length}`;
  if (/^[/?]/.test(path)) return 'path: expected no leading slash';
  return problemOfWidth(width);
};

const problemOfWidth = (width: number | undefined): string | null =>
  width === undefined || (Number.isInteger(width) && width >= leastWidth && width <= mostWidth)
    ? null
    : `width: expected ${leastWidth} to ${mostWidth}, found ${width}`;
