const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? '');

type Page = Readonly<{ title: string; script: string; user?: string }>;

const page = ({ title, script, user }: Page): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/phone/phone.css">
<script type="module" src="/assets/phone/${script}.js"></script>
</head>
<body${user === undefined ? '' : ` data-user="${escape(user)}"`}>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;

/** The desk: all phones side by side, and the switches of the account. */
export const deskPage = (): string => page({ title: '微信模拟器', script: 'desk' });

/** One person's phone alone. */
export const phonePage = (user: string): string =>
  page({ title: `${user} 的手机`, script: 'phone', user });
