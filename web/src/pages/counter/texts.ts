import type { Texts } from '../../texts/i18n.js';
import { en } from './texts-en.js';
import { zh } from './texts-zh-cn.js';

/** What the page of a counter says. */
export const texts: Texts = { 'zh-CN': zh, en };
