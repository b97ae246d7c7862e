import type { zhCN } from './zh-CN.js';

/** What every language has to say. */
export type Texts = {
  readonly [Section in keyof typeof zhCN]: {
    readonly [Key in keyof (typeof zhCN)[Section]]: string;
  };
};
