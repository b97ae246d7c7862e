import type { Texts } from '../../texts/i18n.js';

/** What the page of documentation says; the reference itself is in English. */
export const docsTexts: Texts = {
  'zh-CN': {
    docs: {
      title: '接口文档',
      intro: '接口说明由校验请求的同一份定义生成，不会与服务不一致。',
      document: 'OpenAPI 3.1 文档',
      switch: 'English',
      recipes: '十个例子',
      how: '每个例子都可以原样运行，测试每次都会运行它们。先在运行服务的目录里执行：',
      copy: '复制',
      copied: '已复制',
      reference: '全部接口',
      tryIt: '点 Authorize 填入令牌后，可直接在这里试。令牌只留在这个页面里。',
      failed: '接口说明没有加载出来，请刷新页面。',
      recipe: {
        kiosk: '取号机：取一个号',
        terminal: '窗口终端：开窗、叫下一位、重呼、开始、办结（先取号）',
        events: '已有叫号系统：把发生的事报过来',
        display: '叫号屏：看板与实时变化',
        appointments: 'HIS 预约：放号、查号源、预约、取消',
        holder: '小程序用户：登录、绑定、取消',
        audit: '审计导出：CSV 与 NDJSON',
        replay: '重放一天，并试另一个提前人数',
        device: '设备授权（RFC 8628）：不用输入令牌',
        settings: '大厅设置：YAML 导出与预览导入',
      },
    },
  },
  en: {
    docs: {
      title: 'API',
      intro:
        'Made from the schemas that validate requests, so it cannot disagree with the service.',
      document: 'OpenAPI 3.1 document',
      switch: '中文',
      recipes: 'Ten recipes',
      how: 'Each runs as it stands, and tests run each. First, in the folder in which the service runs:',
      copy: 'Copy',
      copied: 'Copied',
      reference: 'Every route',
      tryIt: 'Authorize with a token, and try them here. The token stays in this page.',
      failed: 'The reference did not load. Load the page again.',
      recipe: {
        kiosk: 'Kiosk: take a number',
        terminal: 'Terminal: open, call next, recall, start, complete (after a number was taken)',
        events: 'An existing calling system: report what happened',
        display: 'Display: the board, and its changes live',
        appointments: 'HIS appointments: offer, look, book, cancel',
        holder: 'Holder in the mini-program: log in, bind, cancel',
        audit: 'Audit export: CSV and NDJSON',
        replay: 'Replay a day, and try another threshold',
        device: 'Device grant (RFC 8628): no token is typed',
        settings: 'Settings of a hall: YAML out, and in as a preview',
      },
    },
  },
};
