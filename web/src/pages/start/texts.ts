import type { Texts } from '../../texts/i18n.js';

/** What the start page says. */
export const startTexts: Texts = {
  'zh-CN': {
    start: {
      title: '排队叫号',
      tagline: '每个人快到号时，恰好收到一次“快到您了”；每一次决定都可以重放、可以审计。',
      version: '版本 {version}',
      switch: 'English',
      health: {
        title: '运行情况',
        ready: '一切正常：可以取号、叫号。',
        wechat: '取号、叫号正常；微信暂时连不上，消息会等恢复后再发。',
        eventStore: '暂时不能保存：事件库没有应答。取号和叫号请稍后再试。',
        folded: '刚刚启动，正在读取今天的记录，请稍候。',
        away: '连不上服务，正在重试。',
        asking: '正在询问…',
      },
      hall: {
        empty: '还没有大厅',
        emptyHow: '用 HALL_FILE 导入一个大厅，或在管理页面新建。',
        waiting: '等候',
        people: '{n} 人',
        windows: '窗口',
        open: '{open} / {all} 开放',
        serving: '正在办理',
        last: '最近叫号',
        lastCall: '{number} → {window}',
        noCall: '今天还没有叫号',
        next: '下一个',
        wait: '预计等候',
        live: '实时',
        stale: '截至 {time}，正在重新连接',
        display: '叫号屏',
        kiosk: '取号机',
        rate: '{window}评价',
      },
      pages: {
        title: '页面',
      },
      page: {
        display: { name: '叫号屏', what: '挂在墙上：大字显示并播报叫到的号，断线时会说明。' },
        kiosk: { name: '取号机', what: '给办事群众：选业务、取号、打印小票，号票上有二维码。' },
        counter: { name: '窗口叫号', what: '给窗口人员：叫下一位、重呼、过号、办结。' },
        ticket: {
          name: '手机看号',
          what: '扫小票上的二维码打开：前面几人、预计多久、到哪个窗口。',
        },
        rate: { name: '服务评价', what: '放在窗口的平板：办完后请群众点一张笑脸。' },
        manage: { name: '大厅管理', what: '给大厅管理员：实时情况、设置、报表、设备。' },
        audit: { name: '审计', what: '给审计人员：每条消息为什么发、为什么没发，重放任何一天。' },
        docs: {
          name: '接口文档',
          what: '给对接的程序员：全部接口，可在页面上试，附十个可直接运行的例子。',
        },
        phones: { name: '模拟手机', what: '代替微信：打开几台手机，扫码、订阅，收到消息。' },
        none: '没有链接：请先取号',
      },
      demo: {
        title: '三分钟看懂',
        on: '演示已开启：访客会自己来取号，1号窗口留给您。本机打开的页面会自动获准，仅限演示大厅。',
        onOnly: '演示已开启：访客会自己来取号，1号窗口留给您。',
        off: '演示未开启。这样启动，大厅里就有访客来往，本机的页面会自动获准：',
        steps: {
          display: '打开叫号屏，放在一边。',
          phone: '在取号机取一个号，用模拟手机扫小票上的二维码，点“接受”。',
          call: '在窗口叫号页坐到1号窗口，叫下一位，看手机：快到号时手机收到一次“快到您了”，而且只有一次。',
          audit: '到审计页找到这条消息，看它为什么在那一刻发出。',
        },
      },
      first: {
        title: '第一位管理员',
        how: '页面不需要输入密码：它会显示一个设备码。第一位管理员在运行本服务的机器上这样批准：',
        afterwards: '之后的取号机、窗口、叫号屏，由管理员在“大厅管理 → 设备”里扫码批准。',
        open: '打开管理页面取得设备码',
      },
      copy: '复制',
      copied: '已复制',
      copyOf: '复制：{text}',
    },
  },
  en: {
    start: {
      title: 'Queue calling',
      tagline:
        'Everybody who comes near is told so exactly once; every decision can be replayed and audited.',
      version: 'version {version}',
      switch: '中文',
      health: {
        title: 'How it runs',
        ready: 'All is well: numbers are given and called.',
        wechat: 'Numbers are given and called; WeChat cannot be reached, messages wait for it.',
        eventStore: 'Nothing can be saved now: the event store does not answer. Try again soon.',
        folded: 'Just started: the records of today are still being read.',
        away: 'The service cannot be reached; trying again.',
        asking: 'Asking…',
      },
      hall: {
        empty: 'There is no hall yet',
        emptyHow: 'Import one by HALL_FILE, or make one on the management page.',
        waiting: 'Waiting',
        people: '{n}',
        windows: 'Windows',
        open: '{open} of {all} open',
        serving: 'Being served',
        last: 'Last call',
        lastCall: '{number} → {window}',
        noCall: 'nobody was called yet today',
        next: 'next',
        wait: 'wait',
        live: 'live',
        stale: 'as of {time}, connecting again',
        display: 'Display',
        kiosk: 'Kiosk',
        rate: 'Rate {window}',
      },
      pages: {
        title: 'Pages',
      },
      page: {
        display: {
          name: 'Display',
          what: 'On the wall: shows and speaks who is called, and says when it is cut off.',
        },
        kiosk: {
          name: 'Kiosk',
          what: 'For visitors: pick a service, take a number, print the slip with its QR code.',
        },
        counter: { name: 'Counter', what: 'For clerks: call next, recall, no-show, done.' },
        ticket: {
          name: 'A number on the phone',
          what: 'Opened by the slip’s QR code: how many are ahead, how long, which window.',
        },
        rate: { name: 'Rating', what: 'A tablet at the window: five faces once a visit is over.' },
        manage: {
          name: 'Manage',
          what: 'For the hall’s manager: live figures, settings, reports, devices.',
        },
        audit: {
          name: 'Audit',
          what: 'For auditors: why each message was sent or was not; replay any day.',
        },
        docs: {
          name: 'API',
          what: 'For integrators: every route, to be tried on the page, and ten recipes that run.',
        },
        phones: {
          name: 'Simulated phones',
          what: 'In WeChat’s place: phones that scan, accept and receive messages.',
        },
        none: 'no link: take a number first',
      },
      demo: {
        title: 'In three minutes',
        on: 'The demo is on: visitors come by themselves, and window 1 is yours. Pages that you open on this machine are let in by themselves, for the demo hall alone.',
        onOnly: 'The demo is on: visitors come by themselves, and window 1 is yours.',
        off: 'The demo is off. Started like this, visitors come and go, and pages of this machine are let in by themselves:',
        steps: {
          display: 'Open the display and put it aside.',
          phone:
            'Take a number at the kiosk, scan the slip’s QR code with a simulated phone, and accept.',
          call: 'At the counter, sit down at window 1, call next, and see the phone: it is told once that it is near, and only once.',
          audit: 'Find that message on the audit page, and see why it was sent at that moment.',
        },
      },
      first: {
        title: 'The first manager',
        how: 'No page asks for a password: it shows a code. The first manager is let in on the machine on which the service runs:',
        afterwards:
          'From then on managers let kiosks, counters and displays in under “Manage → Devices”.',
        open: 'Open the management page for a code',
      },
      copy: 'Copy',
      copied: 'Copied',
      copyOf: 'Copy: {text}',
    },
  },
};
